"""What an edition serves against labels: joint projects, and the calls that come first for a partnership."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.enrich.evaluation.baselines import list_queries, score_by_bm25
from pipelines.enrich.evaluation.measures import mean_of_known, ndcg_at

DEPTH = 20
CALL_MEASURES = ("p_at_5", "p_at_15", "p_at_15_ceiling", "ndcg_at_20", "share_unjudged")
Measures = dict[str, float | None]


def measure_projects(labels: pl.DataFrame, joint: pl.DataFrame, shared: pl.DataFrame) -> dict[str, Any]:
    """Precision and recall of joint projects.

    Args:
        labels: ``partnership_id``, ``project_id``, ``grade`` (0, 1, 2).
        joint: the edition's joint projects: ``partnership_id``, ``project_id``.
        shared: pairs with organisations in at least two member regions: ``partnership_id``, ``project_id``.

    Returns:
        ``overall`` (over all pairs) and ``partnerships`` (by id), each with ``precision_1``, ``recall_1`` (grade 1 and
        above), ``precision_2``, ``recall_2`` (grade 2), ``n_pairs``, ``n_positive``; ``n_left_out``: pairs that
        cannot be joint, whatever their theme.
    """
    key = ["partnership_id", "project_id"]
    population = pl.concat([shared.select(key), joint.select(key)]).unique()
    judged = labels.join(population, on=key, how="semi").join(
        joint.select(*key, pl.lit(value=True).alias("is_joint")), on=key, how="left"
    )
    judged = judged.with_columns(pl.col("is_joint").fill_null(value=False))
    return {
        "overall": _measure_pairs(judged),
        "partnerships": {
            str(name[0]): _measure_pairs(group)
            for name, group in judged.sort(key).group_by("partnership_id", maintain_order=True)
        },
        "n_left_out": labels.height - judged.height,
    }


def measure_calls(
    labels: pl.DataFrame, ranked: pl.DataFrame, topics: pl.DataFrame, theme_texts: pl.DataFrame
) -> dict[str, Any]:
    """How many of the first calls of a partnership people graded as fitting, beside BM25 over the same topics.

    Args:
        labels: ``partnership_id``, ``topic_id``, ``grade`` (0, 1, 2), ``is_instrument``.
        ranked: the edition's matches: ``partnership_id``, ``topic_id``, ``score_theme``, ``score``.
        topics: the same topics' ``topic_id`` and ``text``.
        theme_texts: what BM25 asks with, see ``list_queries``.

    Returns:
        ``overall`` (means over partnerships) and ``partnerships``, each with ``CALL_MEASURES``, in the order that is
        served, by score; ``by_theme`` and ``bm25`` with the same overall. Instruments are left out; a topic without a
        grade counts as 0.
    """
    instruments = labels.filter("is_instrument").get_column("topic_id").unique()
    pool = topics.filter(~pl.col("topic_id").is_in(instruments.implode())).sort("topic_id")
    ids = theme_texts.get_column("partnership_id").unique().sort().to_list()
    plain = score_by_bm25(list_queries(theme_texts), pool.get_column("text").fill_null("").to_list())
    measured: dict[str, dict[str, Measures]] = {"score_theme": {}, "score": {}, "bm25": {}}
    graded_pairs = labels.filter(~pl.col("is_instrument")).sort("partnership_id", "topic_id")
    for name, group in graded_pairs.group_by("partnership_id", maintain_order=True):
        partnership = str(name[0])
        own = ranked.filter(pl.col("partnership_id") == partnership)
        graded = pool.join(group, on="topic_id", how="left", maintain_order="left").join(
            own, on="topic_id", how="left", maintain_order="left"
        )
        for column in ("score_theme", "score"):
            scores = graded.get_column(column).fill_null(0).to_numpy().astype(np.float64)
            measured[column][partnership] = _measure_ranking(scores, graded)
        measured["bm25"][partnership] = _measure_ranking(plain[ids.index(partnership)], graded)
    return {
        "overall": _mean_of(measured["score"]),
        "partnerships": measured["score"],
        "by_theme": _mean_of(measured["score_theme"]),
        "bm25": _mean_of(measured["bm25"]),
    }


def _measure_pairs(judged: pl.DataFrame) -> Measures:
    positive = judged.filter("is_joint")
    measures: Measures = {"n_pairs": judged.height, "n_positive": positive.height}
    for grade in (1, 2):
        hits = positive.filter(pl.col("grade") >= grade).height
        relevant = judged.filter(pl.col("grade") >= grade).height
        measures[f"precision_{grade}"] = hits / positive.height if positive.height else None
        measures[f"recall_{grade}"] = hits / relevant if relevant else None
    return measures


def _measure_ranking(scores: NDArray[np.float64], graded: pl.DataFrame) -> Measures:
    grades = graded.get_column("grade").fill_null(0).to_numpy().astype(np.int64)
    is_judged = graded.get_column("grade").is_not_null().to_numpy()
    # Among equals the lowest grade comes first: a score that says nothing earns nothing.
    order = np.lexsort((grades, -scores))
    relevant = (grades >= 1)[order]
    return {
        "p_at_5": float(relevant[:5].sum()) / 5,
        "p_at_15": float(relevant[:15].sum()) / 15,
        "p_at_15_ceiling": min(15, int((grades >= 1).sum())) / 15,
        "ndcg_at_20": ndcg_at(scores, grades, DEPTH),
        "share_unjudged": float((~is_judged[order][:DEPTH]).mean()) if len(order) else None,
    }


def _mean_of(partnerships: Mapping[str, Measures]) -> Measures:
    return {name: mean_of_known([measures[name] for measures in partnerships.values()]) for name in CALL_MEASURES}

"""Topics against themes: do the topics that people graded as fitting come first, and are they matches?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.enrich.evaluation.baselines import list_queries, score_by_bm25, score_by_embeddings, score_by_tfidf
from pipelines.enrich.evaluation.measures import average_precision, mean_of_known, ndcg_at, precision_and_recall
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import build_profiles
from pipelines.enrich.themes.scoring import ThemeScorer

DEPTH = 20
SYSTEMS = ("engine", "bm25", "tfidf", "embeddings")
Measures = dict[str, float | None]


def measure_themes(labels: pl.DataFrame, theme_texts: pl.DataFrame) -> dict[str, Any]:
    """Scores each partnership's labelled topics by their titles.

    Args:
        labels: one row per partnership and topic: ``partnership_id``, ``topic_id``, ``title``, ``grade`` (0, 1, 2).
        theme_texts: see ``build_profiles``; the baselines ask with all texts of a theme.

    Returns:
        ``overall`` (means over partnerships) and ``partnerships`` (by id) with ``ndcg_at_20``,
        ``average_precision``, ``precision`` and ``recall`` at the threshold, ``n_topics``, ``n_relevant``;
        ``baselines``, by system, with the first two of them overall. None where nothing can be measured.
    """
    keyed = labels.with_row_index("label").sort("partnership_id", "label")
    by_system = _score_by_system(keyed, theme_texts)
    engine, is_match = by_system["engine"]
    partnerships = {
        str(key[0]): _measure(group, engine, is_match)
        for key, group in keyed.group_by("partnership_id", maintain_order=True)
    }
    names = ("ndcg_at_20", "average_precision")
    return {
        "overall": _mean_of(partnerships, ("ndcg_at_20", "average_precision", "precision", "recall")),
        "partnerships": partnerships,
        "baselines": {
            system: _mean_of(
                {
                    str(key[0]): _measure(group, by_system[system][0], is_match)
                    for key, group in keyed.group_by("partnership_id", maintain_order=True)
                },
                names,
            )
            for system in SYSTEMS[1:]
        },
        "n_labels": labels.height,
    }


def _score_by_system(
    keyed: pl.DataFrame, theme_texts: pl.DataFrame
) -> Mapping[str, tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Scores by label number, and whether the engine calls it a match."""
    profiles = build_profiles(theme_texts)
    number, title = keyed.get_column("label").to_numpy(), keyed.get_column("title").fill_null("")
    column = {partnership: place for place, partnership in enumerate(profiles.partnership_ids)}
    columns = np.array([column[partnership] for partnership in keyed.get_column("partnership_id")], dtype=np.int64)
    texts = pl.DataFrame({"label": number, "text_field": "title", "text": title})
    chance = ThemeScorer(profiles, kind="topic").score(texts, text_id="label").score
    engine = chance[number, columns]
    scores = {"engine": engine}
    asked = list_queries(theme_texts)
    for name, score in (("bm25", score_by_bm25), ("tfidf", score_by_tfidf), ("embeddings", score_by_embeddings)):
        scores[name] = score(asked, title.to_list())[columns, np.arange(keyed.height)]
    by_label = np.argsort(number)
    is_match = (engine >= read_parameters()["topic_match"])[by_label]
    return {name: (values[by_label], is_match) for name, values in scores.items()}


def _measure(group: pl.DataFrame, scores: NDArray[np.float64], is_match: NDArray[np.bool_]) -> Measures:
    labels = group.get_column("label").to_numpy()
    grades = group.get_column("grade").to_numpy().astype(np.int64)
    precision, recall = precision_and_recall(is_match[labels], grades)
    return {
        "ndcg_at_20": ndcg_at(scores[labels], grades, DEPTH),
        "average_precision": average_precision(scores[labels], grades),
        "precision": precision,
        "recall": recall,
        "n_topics": group.height,
        "n_relevant": int((grades >= 1).sum()),
    }


def _mean_of(partnerships: Mapping[str, Measures], names: tuple[str, ...]) -> Measures:
    return {name: mean_of_known([measures[name] for measures in partnerships.values()]) for name in names}

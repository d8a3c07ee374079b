"""Projects' texts against topics: does the topic that funded a project come first?

A text is taken as a theme of one niche, so that the engine that serves is the one that is measured.
"""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.evaluation.baselines import score_by_bm25, score_by_embeddings, score_by_tfidf
from pipelines.enrich.evaluation.measures import mean_reciprocal_rank, rank_of_wanted, recall_at
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import build_profiles
from pipelines.enrich.themes.scoring import ThemeScorer, dampen
from pipelines.enrich.themes.words import read_texts, stem

# Other themes to hold a text against, and passages of a title, there are none.
COMPARED = ("words", "phrases", "meaning")
DEPTHS = (1, 10, 50)
SYSTEMS = ("engine", "bm25", "tfidf", "embeddings")
# A block of rows keeps the scores of all systems small in memory; each text is ranked by itself anyway.
BLOCK = 500


def measure_matching(pairs: pl.DataFrame, topics: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Ranks all topics for each pair's text, by the engine and by what it is held against.

    Args:
        pairs: one row per pair: ``query_text``, ``topic_id`` (one of the topics').
        topics: one row per topic: ``topic_id``, ``title`` and, if there, ``text``.

    Returns:
        Per system: ``mrr``, ``recall_at_1``, ``recall_at_10``, ``recall_at_50``.
    """
    columns = [name for name in ("title", "text") if name in topics.columns]
    texts = topics.select(pl.concat_str(columns, separator=" ", ignore_nulls=True)).to_series().to_list()
    position = {topic: number for number, topic in enumerate(topics.get_column("topic_id"))}
    wanted = np.array([position[topic] for topic in pairs.get_column("topic_id")], dtype=np.int64)
    queries = pairs.get_column("query_text").fill_null("").to_list()
    systems: dict[str, Callable[[Sequence[str]], NDArray[np.float64]]] = {
        "engine": lambda asked: rank_topics(asked, topics),
        "bm25": lambda asked: score_by_bm25(asked, texts),
        "tfidf": lambda asked: score_by_tfidf(asked, texts),
        "embeddings": lambda asked: score_by_embeddings(asked, texts),
    }
    return {name: _measure(systems[name], queries, wanted) for name in SYSTEMS}


def rank_topics(texts: Sequence[str], topics: pl.DataFrame) -> NDArray[np.float64]:
    """Score of every topic (column) for every text (row), each by itself; how rare a word is the topics say too.

    Args:
        texts: the texts.
        topics: ``title`` and, if there, ``text``.
    """
    pool = pl.concat(
        topics.select(pl.int_range(pl.len()).alias("number"), pl.lit(field).alias("text_field"), text=column)
        for column, field in (("title", "title"), ("text", "description"))
        if column in topics.columns
    )
    read = read_texts(pool, text_id="number")
    held = sparse.csr_matrix(
        (np.ones(len(read.stem)), (read.text_of_row[read.row], read.stem)), shape=(read.ids.len(), len(read.stems))
    )
    held_by = np.asarray((held > 0).sum(axis=0)).ravel()
    rarity = dict(zip(read.stems, np.log1p((topics.height - held_by + 0.5) / (held_by + 0.5)), strict=True))
    unheard = float(np.log1p(2 * topics.height + 1))
    themes = pl.DataFrame({"partnership_id": range(len(texts)), "text": texts}, strict=False).select(
        pl.col("partnership_id").cast(pl.String).str.zfill(9),
        pl.lit("niche").alias("text_field"),
        pl.lit("").alias("niche_id"),
        "text",
    )
    profiles = build_profiles(themes)
    scorer = ThemeScorer(
        profiles, kind="topic", weigh=lambda words: np.array([rarity.get(name, unheard) for name in stem(words)])
    )
    compared = scorer.compare(pool, text_id="number")
    weights = read_parameters()
    scores = np.sum([weights[f"topic_{name}"] * dampen(compared[name]) for name in COMPARED], axis=0)
    ranked = np.full((len(texts), topics.height), -np.inf)
    ranked[[int(number) for number in profiles.partnership_ids]] = scores.T
    return ranked


def _measure(
    rank: Callable[[Sequence[str]], NDArray[np.float64]], queries: list[str], wanted: NDArray[np.int64]
) -> dict[str, float]:
    ranks = np.concatenate(
        [
            rank_of_wanted(rank(queries[start : start + BLOCK]), wanted[start : start + BLOCK])
            for start in range(0, len(queries), BLOCK)
        ]
    )
    return {"mrr": mean_reciprocal_rank(ranks)} | {f"recall_at_{depth}": recall_at(ranks, depth) for depth in DEPTHS}

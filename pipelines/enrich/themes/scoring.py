"""How surely texts belong to partnerships' themes, with the reasons.

A text's score depends on the text, the themes and the numbers in ``parameters`` alone: not on the other
texts of the night. So a score that changed means that one of these changed, and texts that did not
change need no second look (``rescoring``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.themes.lexical import saturate
from pipelines.enrich.themes.meaning import Vectors, compare_from, embed_texts, to_unit
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import ThemeProfiles
from pipelines.enrich.themes.words import WordCounts, count_weighted_words

FIELDS = Path(__file__).parent / "fields.csv"
UNWEIGHED = "other"
# Digits kept of a score: those behind them depend on how many texts were read at once.
DIGITS = 6
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class ReadTexts:
    """Texts made ready to be compared with themes.

    Attributes:
        ids: id of each text, sorted.
        vectors: one row per text: the weighted mean of its fields' vectors.
        field_texts: number of the text that each field belongs to.
        field_shares: what each field counts for in its text; they sum to 1 per text.
        field_lengths: usual number of words of each field.
        field_stems: the stems of each field.
    """

    ids: pl.Series
    vectors: Vectors
    field_texts: NDArray[np.int64]
    field_shares: Scores
    field_lengths: Scores
    field_stems: WordCounts


@dataclass(frozen=True)
class ThemeScores:
    """Scores of texts (rows) in themes (columns).

    Attributes:
        lexical: shared words, 0 and more; about 1 for a title full of the theme's words.
        semantic: likeness of meaning, from −1 to 1; 0 for a text of some other theme.
        score: chance that the text belongs to the theme, 0–1.
    """

    lexical: Scores
    semantic: Scores
    score: Scores


def read_texts(texts: pl.DataFrame, *, text_id: str) -> ReadTexts:
    """Counts words and finds vectors, field by field.

    Args:
        texts: one row per text field: the ``text_id`` column, ``text_field``, ``text``.
        text_id: name of the id column.
    """
    ids = texts.get_column(text_id).unique().sort()
    parts = (
        texts.select(pl.col(text_id).alias("id"), "text_field", "text")
        .filter(pl.col("text").is_not_null())
        .with_columns(pl.col("text_field").replace_strict(*_known_fields(), default=UNWEIGHED).alias("known_field"))
        .join(read_fields(), left_on="known_field", right_on="text_field")
        .join(pl.DataFrame({"id": ids}).with_row_index("text_number"), on="id")
        .sort("text_number", "text_field", "text")
        .with_columns(pl.col("share") / pl.col("share").sum().over("text_number"))
        .with_row_index("row")
    )
    counted = count_weighted_words(parts.select("row", "text", weight=pl.lit(1.0)), row_count=parts.height)
    shares = parts.get_column("share").to_numpy().astype(np.float64)
    numbers = parts.get_column("text_number").to_numpy().astype(np.int64)
    gather = sparse.csr_matrix((shares, (numbers, np.arange(parts.height))), shape=(ids.len(), parts.height))
    return ReadTexts(
        ids=ids,
        vectors=to_unit(gather @ embed_texts(counted)),
        field_texts=numbers,
        field_shares=shares,
        field_lengths=parts.get_column("usual_words").to_numpy().astype(np.float64),
        field_stems=counted.stems(),
    )


def score_texts(read: ReadTexts, profiles: ThemeProfiles) -> ThemeScores:
    """Scores every text in every theme."""
    parameters = read_parameters()
    lexical = _score_words(read, profiles) / parameters["theme_lexical_scale"]
    semantic = _score_meaning(read, profiles) - _usual_likeness(profiles)
    evidence = (
        parameters["theme_bias"] + parameters["theme_lexical"] * lexical + parameters["theme_semantic"] * semantic
    )
    # A text without a word that has a vector says nothing: that is no chance, and not the chance of an unknown text.
    has_words = read.vectors.any(axis=1, keepdims=True)
    score = np.where(has_words, 1 / (1 + np.exp(-evidence)), 0.0)
    return ThemeScores(np.round(lexical, DIGITS), np.round(semantic, DIGITS), np.asarray(np.round(score, DIGITS)))


def find_thresholds(profiles: ThemeProfiles) -> Scores:
    """Score from which a text is a match, per partnership.

    Evens, or more where other partnerships' niches come close: a match must beat nearly all of those.
    """
    parameters = read_parameters()
    examples = _read_examples(profiles)
    is_foreign = profiles.niche_partnerships[:, None] != np.arange(len(profiles.partnership_ids))[None, :]
    scores = np.where(is_foreign, score_texts(examples, profiles).score, np.nan)
    if not is_foreign.any():
        return np.full(len(profiles.partnership_ids), parameters["theme_threshold"])
    reached = np.nanquantile(scores, parameters["theme_foreign_share"], axis=0)
    limits = np.clip(np.nan_to_num(reached), parameters["theme_threshold"], parameters["theme_threshold_highest"])
    return np.asarray(limits, dtype=np.float64)


def _score_words(read: ReadTexts, profiles: ThemeProfiles) -> Scores:
    stems = read.field_stems.over(profiles.stems)
    worth = saturate(stems, lengths=np.asarray(read.field_stems.counts.sum(axis=1)).ravel(), usual=read.field_lengths)
    gather = sparse.csr_matrix(
        (read.field_shares, (read.field_texts, np.arange(len(read.field_texts)))),
        shape=(read.ids.len(), len(read.field_texts)),
    )
    return np.asarray((gather @ worth @ profiles.stem_weights.T).todense(), dtype=np.float64)


def similarity_to_niches(read: ReadTexts, profiles: ThemeProfiles) -> Scores:
    """Likeness of every text (row) to every niche (column)."""
    return np.asarray(compare_from(profiles.centre, read.vectors) @ profiles.niche_vectors.T, dtype=np.float64)


def _score_meaning(read: ReadTexts, profiles: ThemeProfiles) -> Scores:
    """Mean likeness to the nearest niches of each partnership."""
    nearest = int(read_parameters()["theme_nearest_niches"])
    likeness = similarity_to_niches(read, profiles)
    columns = []
    for number in range(len(profiles.partnership_ids)):
        own = likeness[:, profiles.niches_of(number)]
        kept = min(nearest, own.shape[1])
        columns.append(np.partition(own, own.shape[1] - kept, axis=1)[:, -kept:].mean(axis=1))
    return np.stack(columns, axis=1).astype(np.float64) if columns else np.zeros((read.ids.len(), 0))


def _usual_likeness(profiles: ThemeProfiles) -> Scores:
    """Mean likeness of other partnerships' niches to each theme: some themes lie close to everything."""
    likeness = _score_meaning(_read_examples(profiles), profiles)
    is_foreign = profiles.niche_partnerships[:, None] != np.arange(len(profiles.partnership_ids))[None, :]
    count = np.maximum(is_foreign.sum(axis=0), 1)
    return np.asarray(np.where(is_foreign, likeness, 0).sum(axis=0) / count)


def _read_examples(profiles: ThemeProfiles) -> ReadTexts:
    return read_texts(
        pl.DataFrame(
            {
                "niche": range(len(profiles.niche_examples)),
                "text_field": "title",
                "text": list(profiles.niche_examples),
            },
            schema={"niche": pl.Int64, "text_field": pl.String, "text": pl.String},
        ),
        text_id="niche",
    )


@cache
def read_fields() -> pl.DataFrame:
    """One row per text field: ``text_field``, ``share`` in its text, ``usual_words``."""
    return pl.read_csv(FIELDS, schema_overrides={"share": pl.Float64, "usual_words": pl.Float64}).drop("reason")


def _known_fields() -> tuple[list[str], list[str]]:
    names = read_fields().get_column("text_field").to_list()
    return names, names

"""First theme rule: a text touches a partnership's theme if it holds all words of one of its terms.

Words are compared by their stem, so that "sensors" meets "sensor". A term counts where all its words
stand in the same text field, and not at all otherwise. A term that very many texts hold ("health") is
broad: it supports a match but makes none. The method, its limits and an example are in
``dbt_project/docs/methodology_themes.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import snowballstemmer

WORD = r"[\p{L}\p{N}]+"
STOP_WORDS = (
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "by",
    "for",
    "from",
    "in",
    "into",
    "is",
    "it",
    "its",
    "of",
    "on",
    "or",
    "the",
    "their",
    "this",
    "to",
    "with",
)


@dataclass(frozen=True)
class ThemeRule:
    """The rule's two numbers; their values and reasons are rows of seed ``theme_rule``.

    Attributes:
        full_at: number of matched terms from which on a score is 1.
        broad_share: share of all texts (0–1) above which a term that they hold is broad.
    """

    full_at: int
    broad_share: float


def match_themes(texts: pl.DataFrame, terms: pl.DataFrame, rule: ThemeRule, *, text_id: str) -> pl.DataFrame:
    """Which texts touch which partnership's theme, how strongly, and by which terms.

    Args:
        texts: one row per text field: the ``text_id`` column, ``text_field``, ``text``.
        terms: one row per partnership and term: ``partnership_id``, ``term``.
        rule: how matched terms become a score.
        text_id: name of the id column in ``texts``.

    Returns:
        One row per partnership and text id that share at least one term that is not broad:
        ``partnership_id``, the id, ``score`` (above 0, at most 1), ``matched_terms`` (sorted); sorted by
        its key.
    """
    keyed_terms = terms.unique().sort(terms.columns).with_row_index("term_key")
    held = _find_held_terms(texts, keyed_terms, text_id=text_id)
    text_count = max(texts.get_column(text_id).n_unique(), 1)
    return (
        held.with_columns((pl.len().over("term_key") / text_count > rule.broad_share).alias("is_broad"))
        .join(keyed_terms, on="term_key")
        .group_by("partnership_id", text_id)
        .agg(pl.col("term").sort().alias("matched_terms"), pl.col("is_broad").all().alias("is_only_broad"))
        .filter(~pl.col("is_only_broad"))
        .with_columns((pl.col("matched_terms").list.len() / rule.full_at).clip(0, 1).alias("score"))
        .select("partnership_id", text_id, "score", "matched_terms")
        .sort("partnership_id", text_id)
    )


def _find_held_terms(texts: pl.DataFrame, keyed_terms: pl.DataFrame, *, text_id: str) -> pl.DataFrame:
    """One row per text id and term of which one of its fields holds every word: the id, ``term_key``."""
    keyed_texts = texts.with_row_index("text_key")
    term_words = _split_into_stems(keyed_terms, key="term_key", column="term")
    text_words = _split_into_stems(keyed_texts, key="text_key", column="text")
    return (
        text_words.join(term_words, on="stem")
        .group_by("text_key", "term_key")
        .len("held_count")
        .join(term_words.group_by("term_key").len("word_count"), on="term_key")
        .filter(pl.col("held_count") == pl.col("word_count"))
        .join(keyed_texts.select("text_key", text_id), on="text_key")
        .select(text_id, "term_key")
        .unique()
    )


def _split_into_stems(keyed: pl.DataFrame, *, key: str, column: str) -> pl.DataFrame:
    """One row per key and distinct word stem: the key, ``stem``. Stop words carry no meaning and go."""
    words = (
        keyed.select(key, pl.col(column).fill_null("").str.to_lowercase().str.extract_all(WORD).alias("word"))
        .explode("word", empty_as_null=False)
        .filter(~pl.col("word").is_in(STOP_WORDS))
        .unique()
    )
    vocabulary = words.get_column("word").unique().drop_nulls()
    stems = pl.DataFrame(
        {
            "word": vocabulary,
            "stem": pl.Series(snowballstemmer.stemmer("english").stemWords(vocabulary.to_list()), dtype=pl.String),
        }
    )
    return words.join(stems, on="word").select(key, "stem").unique()

"""Texts as counted words and stems. What words mean is in ``meaning``.

Words are runs of letters and digits, in lower case; stop words carry no subject and go. A word that
stands for others ("PV") also counts as those: ``word_expansions.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import Stemmer
from scipy import sparse

WORD = r"[\p{L}\p{N}]+"
EXPANSIONS = Path(__file__).parent / "word_expansions.csv"
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "through",
        "to",
        "towards",
        "via",
        "was",
        "we",
        "which",
        "will",
        "with",
        "within",
    ]
)
# How CORDIS begins the title of a report; it names no subject.
REPORT_PREFIX = r"^Periodic Reporting for period \d+ - "
# "ACRONYM (The whole title)": a made-up word has no meaning that a vector could know.
TITLE_BEHIND_ACRONYM = r"^\S.{0,40}? \((.{8,})\)\s*$"


@dataclass(frozen=True)
class WordCounts:
    """How often each text holds each word.

    Attributes:
        words: the distinct words, sorted; the columns of ``counts``.
        counts: one row per text, in the order given; weighted where texts were.
    """

    words: tuple[str, ...]
    counts: sparse.csr_matrix

    def stems(self) -> WordCounts:
        """The same texts counted by the words' English stems."""
        stem_of_word = stem(self.words)
        stems = tuple(sorted(set(stem_of_word)))
        position = {name: number for number, name in enumerate(stems)}
        columns = np.fromiter((position[name] for name in stem_of_word), dtype=np.int64, count=len(stem_of_word))
        merge = sparse.csr_matrix(
            (np.ones(len(columns)), (np.arange(len(columns)), columns)), shape=(len(self.words), len(stems))
        )
        return WordCounts(stems, sparse.csr_matrix(self.counts @ merge))

    def over(self, words: Sequence[str]) -> sparse.csr_matrix:
        """The counts with the given words as columns: others are dropped, missing ones are nought."""
        position = {name: number for number, name in enumerate(words)}
        shared = [(number, position[name]) for number, name in enumerate(self.words) if name in position]
        rows, columns = (
            np.array([pair[0] for pair in shared], dtype=np.int64),
            np.array([pair[1] for pair in shared], dtype=np.int64),
        )
        move = sparse.csr_matrix((np.ones(len(shared)), (rows, columns)), shape=(len(self.words), len(words)))
        return sparse.csr_matrix(self.counts @ move)


def stem(words: Sequence[str]) -> list[str]:
    """English stem of each word."""
    return list(Stemmer.Stemmer("english").stemWords(list(words)))


def count_words(texts: Sequence[str] | pl.Series) -> WordCounts:
    """Counts the words of texts; each text is one row, in the order given."""
    frame = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "text": pl.Series(texts, dtype=pl.String)})
    return count_weighted_words(frame.with_columns(weight=pl.lit(1.0)), row_count=frame.height)


def count_weighted_words(parts: pl.DataFrame, *, row_count: int) -> WordCounts:
    """Counts the words of texts that consist of weighted parts.

    Args:
        parts: ``row`` (0 … row_count − 1), ``text``, ``weight`` (one word of the part counts as so many).
        row_count: number of texts.
    """
    counted = split_words(parts).group_by("row", "word").agg(pl.col("weight").sum()).sort("row", "word")
    words = counted.get_column("word").unique().sort()
    keyed = counted.join(words.to_frame().with_row_index("column"), on="word", how="left", maintain_order="left")
    counts = sparse.csr_matrix(
        (keyed["weight"].to_numpy(), (keyed["row"].to_numpy(), keyed["column"].to_numpy())),
        shape=(row_count, words.len()),
    )
    return WordCounts(tuple(words.to_list()), counts)


def drop_report_prefix(texts: Sequence[str] | pl.Series) -> list[str]:
    """The texts without the words that CORDIS puts before the title of a report."""
    return pl.Series(texts, dtype=pl.String).fill_null("").str.replace(REPORT_PREFIX, "").to_list()


def drop_acronym(texts: Sequence[str] | pl.Series) -> list[str]:
    """The titles that stand in brackets behind an acronym; other texts as they are, without CORDIS's prefix."""
    plain = pl.Series("text", drop_report_prefix(texts), dtype=pl.String)
    return plain.str.extract(TITLE_BEHIND_ACRONYM, 1).fill_null(plain).to_list()


def split_words(parts: pl.DataFrame, *, is_expanded: bool = True) -> pl.DataFrame:
    """One row per word that stands in a part, with the part's other columns, without stop words.

    Args:
        parts: any columns, among them ``text``; column ``word`` takes its place.
        is_expanded: whether words also count as those that they stand for.
    """
    words = (
        parts.with_columns(
            pl.col("text")
            .fill_null("")
            .str.replace(REPORT_PREFIX, "")
            .str.to_lowercase()
            .str.extract_all(WORD)
            .alias("word")
        )
        .drop("text")
        .explode("word", empty_as_null=False)
        .filter(~pl.col("word").is_in(sorted(STOP_WORDS)))
    )
    if not is_expanded:
        return words
    expanded = words.join(_expansions(), on="word").with_columns(word=pl.col("stands_for")).select(words.columns)
    return pl.concat([words, expanded])


@cache
def _expansions() -> pl.DataFrame:
    """One row per word and word it stands for."""
    return (
        pl.read_csv(EXPANSIONS, infer_schema=False)
        .select("word", pl.col("stands_for").str.split(" "))
        .explode("stands_for", empty_as_null=False)
        .filter(~pl.col("stands_for").is_in(sorted(STOP_WORDS)))
    )

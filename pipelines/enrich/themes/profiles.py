"""What a partnership's theme is: its words, its niches' vectors, and where a match begins.

A profile rests on the theme's own texts alone, so that a text scores the same whatever else the night
brings. How texts are scored against it is in ``scoring``; the texts themselves come from the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.themes.meaning import Vectors, compare_from, embed_texts, load_vectors
from pipelines.enrich.themes.words import WordCounts, count_words, split_words, stem

LIST_SEPARATOR = "; "
FACT_SEPARATOR = ";"


@dataclass(frozen=True)
class ThemeProfiles:
    """The themes of all partnerships.

    Attributes:
        partnership_ids: sorted; the order of every matrix over partnerships.
        niche_names: name of each niche, in the order of ``niche_vectors``.
        niche_partnerships: number of the partnership of each niche; rising.
        niche_vectors: one row per niche, seen from ``centre``.
        niche_examples: a short text per niche: its name and first synonym.
        centre: mean of all niches' vectors.
        stems: the stems that any theme's terms hold.
        stem_weights: one row per partnership, one column per stem.
        terms: one row per partnership and term: ``partnership``, ``term``, ``niche`` (null for a keyword).
        term_stems: which stems each row of ``terms`` consists of.
    """

    partnership_ids: tuple[str, ...]
    niche_names: tuple[str, ...]
    niche_partnerships: NDArray[np.int64]
    niche_vectors: NDArray[np.float64]
    niche_examples: tuple[str, ...]
    centre: Vectors
    stems: tuple[str, ...]
    stem_weights: sparse.csr_matrix
    terms: pl.DataFrame
    term_stems: sparse.csr_matrix

    def niches_of(self, partnership: int) -> slice:
        """The rows of ``niche_vectors`` that belong to a partnership."""
        first, last = np.searchsorted(self.niche_partnerships, [partnership, partnership + 1])
        return slice(int(first), int(last))


def collect_theme_texts(partnerships: pl.DataFrame, profiles: pl.DataFrame, niches: pl.DataFrame) -> pl.DataFrame:
    """The texts of the shipped facts, in the columns that ``build_profiles`` takes.

    Args:
        partnerships: ``partnership_id``, ``name``, ``keywords`` (separated by semicolons).
        profiles: ``partnership_id``, ``scope``.
        niches: ``partnership_id``, ``niche_id``, ``niche``, ``synonyms`` (separated by semicolons).
    """
    no_niche = pl.lit(None, dtype=pl.String).alias("niche_id")
    columns = ("partnership_id", "text_field", "niche_id", "text")

    def listed(frame: pl.DataFrame, column: str, niche: pl.Expr) -> pl.DataFrame:
        return (
            frame.select("partnership_id", niche, pl.col(column).str.split(FACT_SEPARATOR).alias("text"))
            .explode("text", empty_as_null=False)
            .with_columns(pl.col("text").str.strip_chars(), text_field=pl.lit("keyword"))
        )

    parts = (
        partnerships.select("partnership_id", no_niche, pl.col("name").alias("text"), text_field=pl.lit("name")),
        listed(partnerships, "keywords", no_niche),
        profiles.select("partnership_id", no_niche, pl.col("scope").alias("text"), text_field=pl.lit("scope")),
        niches.select("partnership_id", "niche_id", pl.col("niche").alias("text"), text_field=pl.lit("niche")),
        listed(niches, "synonyms", pl.col("niche_id")),
    )
    return (
        pl.concat([part.select(columns) for part in parts])
        .filter(pl.col("text").is_not_null() & (pl.col("text") != ""))
        .unique()
        .sort(columns)
    )


def build_profiles(theme_texts: pl.DataFrame) -> ThemeProfiles:
    """Makes the themes ready to be compared with texts.

    Args:
        theme_texts: one row per text of a theme: ``partnership_id``, ``text_field`` (name, scope, niche,
            keyword), ``niche_id`` (of niches and their synonyms, otherwise null), ``text``. The order of rows
            does not matter.
    """
    texts = theme_texts.select("partnership_id", "text_field", "niche_id", "text").unique().sort(pl.all())
    ids = texts.get_column("partnership_id").unique().sort().to_list()
    numbered = texts.join(
        pl.DataFrame({"partnership_id": ids, "partnership": range(len(ids))}), on="partnership_id"
    ).sort("partnership", "text_field", "niche_id", "text")
    niches = _describe_niches(numbered)
    vectors = embed_texts(count_words(niches.get_column("words")))
    centre = vectors.mean(axis=0) if len(vectors) else np.zeros(load_vectors().pieces.shape[1], dtype=np.float32)
    words = _count_by_partnership(numbered.filter(_is_of_the_theme(numbered)), len(ids)).stems()
    everything = _count_by_partnership(numbered, len(ids)).stems().over(words.words)
    terms = _list_terms(numbered)
    return ThemeProfiles(
        partnership_ids=tuple(ids),
        niche_names=tuple(niches.get_column("niche")),
        niche_partnerships=niches.get_column("partnership").to_numpy().astype(np.int64),
        niche_vectors=compare_from(centre, vectors),
        niche_examples=tuple(niches.get_column("example")),
        centre=np.asarray(centre, dtype=np.float32),
        stems=words.words,
        stem_weights=_weigh_stems(words, everything),
        terms=terms,
        term_stems=_stems_of_terms(terms, words.words),
    )


def _describe_niches(numbered: pl.DataFrame) -> pl.DataFrame:
    """One row per niche: ``partnership``, ``niche``, ``words`` (with synonyms), ``example`` (name, one synonym).

    A partnership without niches gets one, of its name, keywords and scope.
    """
    is_niche = pl.col("text_field") == "niche"
    named = (
        numbered.filter(pl.col("niche_id").is_not_null())
        .group_by("partnership", "niche_id", maintain_order=True)
        .agg(
            pl.col("text").filter(is_niche).first().alias("niche"),
            pl.col("text").filter(~is_niche).alias("synonyms"),
        )
    )
    unnamed = (
        numbered.filter(~pl.col("partnership").is_in(named.get_column("partnership").implode()))
        .group_by("partnership", maintain_order=True)
        .agg(
            pl.lit("").first().alias("niche_id"),
            pl.col("text").filter(pl.col("text_field") == "name").first().alias("niche"),
            pl.col("text").filter(pl.col("text_field").is_in(["keyword", "scope"])).alias("synonyms"),
        )
    )
    return (
        pl.concat([named, unnamed.select(named.columns)])
        .with_columns(pl.col("niche").fill_null(""))
        .sort("partnership", "niche_id")
        .with_columns(
            pl.concat_str("niche", pl.col("synonyms").list.join(LIST_SEPARATOR), separator=LIST_SEPARATOR).alias(
                "words"
            ),
            pl.concat_str("niche", pl.col("synonyms").list.first().fill_null(""), separator=LIST_SEPARATOR).alias(
                "example"
            ),
        )
    )


def _is_of_the_theme(numbered: pl.DataFrame) -> pl.Expr:
    """Whether a text's words count as the theme's: a scope's do where there is nothing but a name beside it."""
    described = numbered.filter(pl.col("text_field").is_in(["niche", "keyword"])).get_column("partnership").unique()
    return (pl.col("text_field") != "scope") | ~pl.col("partnership").is_in(described.implode())


def _count_by_partnership(numbered: pl.DataFrame, partnership_count: int) -> WordCounts:
    joined = numbered.group_by("partnership", maintain_order=True).agg(pl.col("text").str.join(LIST_SEPARATOR))
    texts = pl.DataFrame({"partnership": range(partnership_count)}).join(
        joined, on="partnership", how="left", maintain_order="left"
    )
    return count_words(texts.get_column("text"))


def _weigh_stems(words: WordCounts, everything: sparse.csr_matrix) -> sparse.csr_matrix:
    """A stem weighs more the oftener a theme's terms hold it, the fewer themes do, and the rarer it is in English."""
    held_by = np.asarray((everything > 0).sum(axis=0)).ravel()
    few = np.log((everything.shape[0] + 1) / (held_by + 0.5))
    _, rarity = load_vectors().embed_words(words.words)
    often = words.counts.copy()
    often.data = np.log1p(often.data)
    return sparse.csr_matrix(often @ sparse.diags(np.sqrt(np.maximum(few, 0) * np.maximum(rarity, 0.1))))


def _list_terms(numbered: pl.DataFrame) -> pl.DataFrame:
    names = (
        numbered.filter(pl.col("text_field") == "niche")
        .select("partnership", "niche_id", pl.col("text").alias("niche"))
        .unique(["partnership", "niche_id"], keep="first", maintain_order=True)
    )
    return (
        numbered.filter(pl.col("text_field").is_in(["niche", "keyword"]))
        .join(names, on=["partnership", "niche_id"], how="left", maintain_order="left")
        .select("partnership", pl.col("text").alias("term"), "niche")
        .unique(maintain_order=True)
        .sort("partnership", "term", "niche")
    )


def _stems_of_terms(terms: pl.DataFrame, stems: Sequence[str]) -> sparse.csr_matrix:
    """Which stems a term consists of, without those that abbreviations stand for: a term is held as it is written."""
    words = split_words(terms.select(pl.col("term").alias("text")).with_row_index("row"), is_expanded=False)
    position = pl.DataFrame({"stem": stems}).with_row_index("column")
    keyed = (
        words.with_columns(pl.Series("stem", stem(words.get_column("word").to_list()), dtype=pl.String))
        .select("row", "stem")
        .unique()
        .join(position, on="stem")
        .sort("row", "column")
    )
    return sparse.csr_matrix(
        (np.ones(keyed.height), (keyed["row"].to_numpy(), keyed["column"].to_numpy())),
        shape=(terms.height, len(stems)),
    )

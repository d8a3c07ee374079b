"""How alike the names of two organisation records are: words in common, misspelt, inflected, left over.

Names are numbers here: a row of a sparse matrix is a name, a column a word. A thousand pairs are compared for each that
is linked: texts are looked at only for words that may be misspelt, a part of the pairs at a time. Which pairs are
compared, and what follows from it, is in ``pipelines.enrich.organisation_pairs``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix
from scipy.sparse import csr_array

from pipelines.enrich.organisation_names import NameWords

MIN_LETTERS = 6
"""A word shorter than this must agree to the letter: one letter makes Pavia of Padova's neighbours."""
MAX_INFLECTION = 3
"""Letters by which an inflected word may be longer: Zadar, Zadarska."""
INFLECTED_FROM = 5
EDGE = 2
"""Letters that must agree at one end of two words before they are compared: no misspelling or ending changes both."""
MISSPELT = 0.95
"""What remains of a name's similarity for each word that agrees but for a letter or an ending."""
SUMMED_ALIKE = 1 - 1e-9
"""The same weights summed in another order may differ by this."""
CHUNK = 100_000
"""Pairs compared at a time, so that ten times as many take no more memory; it changes no figure."""


@dataclass(frozen=True)
class Names:
    """Every name variant of every record.

    Attributes:
        variants: row n is row n of the matrix: ``key`` (n), ``node``, ``variant``, ``compact`` (equal for equal names),
            ``acronym``, ``form_class``, ``is_named_body``, ``is_ministry``, ``total`` (weight of its words).
        words: row n is column n, in alphabetical order: ``word``, ``weight`` (the rarer, the more it says), what is
            known of its letters, ``is_unit``.
        marks: 1 where a variant has a word.
    """

    variants: pl.DataFrame
    words: pl.DataFrame
    marks: csr_array

    @classmethod
    def spell(cls, named: pl.DataFrame, words: NameWords) -> Names:
        """From ``read_names``, with the ``node`` of each record."""
        keyed = named.sort("node", "variant").with_row_index("key")
        said = keyed.select("key", pl.col("name_words").alias("word")).explode("word")
        counted = said.group_by("word").len("uses").sort("word").with_row_index("number")
        said = said.join(counted.select("word", "number"), on="word")
        places = (said["key"].to_numpy(), said["number"].to_numpy())
        shape = (keyed.height, counted.height)
        marks = csr_array((np.ones(said.height, dtype=np.int8), places), shape=shape)
        vocabulary = counted.select(
            "word",
            (1 + keyed.height / pl.col("uses")).log().alias("weight"),
            pl.col("word").str.len_chars().cast(pl.Int32).alias("letters"),
            pl.col("word").str.head(EDGE).rank("dense").alias("head"),
            pl.col("word").str.tail(EDGE).rank("dense").alias("tail"),
            pl.col("word").str.contains(r"\d").alias("has_digit"),
            pl.col("word").is_in(words.of_kind("unit")).alias("is_unit"),
        )
        is_ministry = pl.col("name_words").list.set_intersection(words.of_kind("ministry")).list.len() > 0
        is_body = is_ministry | (pl.col("name_words").list.set_intersection(words.of_kind("body")).list.len() > 0)
        variants = keyed.select(
            *("key", "node", "variant", "acronym", "form_class"),
            pl.col("compact").rank("dense").alias("compact"),
            (is_body & pl.col("form_class").is_null()).alias("is_named_body"),
            is_ministry.alias("is_ministry"),
            pl.Series("total", marks @ vocabulary["weight"].to_numpy()),
        )
        return cls(variants, vocabulary, marks)


def compare_names(names: Names, pairs: pl.DataFrame, lowest: float) -> pl.DataFrame:
    """The best agreement of any two name variants per pair of records.

    Args:
        names: of all records.
        pairs: ``node``, ``node_b``, ``has_vat`` (whether both have one VAT number).
        lowest: pairs without a common VAT number that are less alike are left out.

    Returns:
        One row per pair: its columns, ``similarity`` (0–1, words weighed by how rare they are), ``is_same_name``, the
        words only one side has (``only_a``, ``only_b``), ``is_apart``, ``is_whole``, ``is_same_acronym``, ``has_unit``,
        ``is_named_body`` and its ``_b``, ``are_ministries``, ``form_a``, ``form_b``.
    """
    sides = names.variants.select("key", "node", "variant")
    # A short name may be that of the mother house: it may speak for a record only where the VAT number does too.
    is_legal = (pl.col("variant") == "name") & (pl.col("variant_b") == "name")
    spoken = (
        pairs.join(sides, on="node")
        .join(sides, left_on="node_b", right_on="node", suffix="_b")
        .filter(is_legal | pl.col("has_vat"))
        .drop("variant", "variant_b")
        .sort("key", "key_b")
    )
    starts = range(0, spoken.height or 1, CHUNK)
    compared = pl.concat([_compare(names, spoken.slice(start, CHUNK), lowest) for start in starts])
    best_first = ["node", "node_b", "similarity", "key", "key_b"]
    return (
        compared.sort(best_first, descending=[False, False, True, False, False])
        .unique(["node", "node_b"], keep="first", maintain_order=True)
        .drop("key", "key_b")
    )


def _compare(names: Names, pairs: pl.DataFrame, lowest: float) -> pl.DataFrame:
    weighed = _weigh_agreement(names, pairs)
    hopeful = weighed.filter("is_hopeful")
    left = _left_words(names, hopeful)
    close = _close_words(names, left, hopeful)
    said = left.join(close, on=["pair", "side", "word"], how="anti")
    own = said.join(_other_acronyms(names, hopeful), on=["pair", "side", "word"], how="anti")
    changed = left.join(own, on=["pair", "side", "word"], how="anti").select("pair").unique()
    # Where no word counts as another, names are as alike as they are at a glance.
    at_a_glance = 2 * pl.col("shared") / (pl.col("total") + pl.col("total_b"))
    worth = weighed.with_columns(at_a_glance.fill_nan(0.0).alias("at_a_glance")).filter(
        pl.col("has_vat")
        | pl.col("is_same_name")
        | (pl.col("at_a_glance") >= lowest * SUMMED_ALIKE)
        | pl.col("pair").is_in(changed["pair"].implode())
    )
    scored = _score_names(names, worth, own.join(worth.select("pair"), on="pair", how="semi"), close)
    return scored.filter(pl.col("has_vat") | (pl.col("similarity") >= lowest))


def _weigh_agreement(names: Names, pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds ``pair``, what is known of both sides, ``shared`` (weight of the words both have) and ``is_hopeful``.

    Names that agree in less than a third of the shorter one reach no rule by a misspelt word: without a common VAT
    number they are dropped, with one they are not looked at word by word.
    """
    both = _marks(names, pairs, "key").multiply(_marks(names, pairs, "key_b"))
    lesser = pl.min_horizontal("total", "total_b") * SUMMED_ALIKE
    return (
        pairs.with_columns(pl.Series("shared", both @ names.words["weight"].to_numpy(), dtype=pl.Float64))
        .hstack(names.variants.drop("key", "node", "variant")[pairs["key"]])
        .hstack(names.variants.drop("key", "node", "variant")[pairs["key_b"]].select(pl.all().name.suffix("_b")))
        .with_columns(
            (pl.col("compact") == pl.col("compact_b")).alias("is_same_name"),
            (3 * pl.col("shared") >= lesser).alias("is_hopeful"),
        )
        .filter(pl.col("has_vat") | pl.col("is_same_name") | pl.col("is_hopeful"))
        .with_row_index("pair")
    )


def _marks(names: Names, pairs: pl.DataFrame, key: str) -> csr_array:
    return names.marks[pairs[key].to_numpy()]


def _left_words(names: Names, hopeful: pl.DataFrame) -> pl.DataFrame:
    """Words that the other side lacks: ``pair``, ``side``, ``word`` (its number)."""
    one, other = _marks(names, hopeful, "key"), _marks(names, hopeful, "key_b")
    both = one.multiply(other)
    sides = []
    for side, marks in (("a", one - both), ("b", other - both)):
        found = marks.tocoo()
        is_left = found.data != 0
        row, column = found.coords
        sides.append(
            pl.DataFrame(
                {"pair": hopeful["pair"].to_numpy()[row[is_left]], "side": side, "word": column[is_left]},
                schema={"pair": hopeful.schema["pair"], "side": pl.String, "word": pl.Int32},
            )
        )
    return pl.concat(sides)


def _close_words(names: Names, left: pl.DataFrame, hopeful: pl.DataFrame) -> pl.DataFrame:
    """Words of one side that are a misspelling or an inflection of a word of the other side."""
    words = names.words.select(pl.int_range(pl.len(), dtype=pl.Int32).alias("word"), pl.all().exclude("word"))
    fit = left.join(
        words.filter((pl.col("letters") >= INFLECTED_FROM) & ~pl.col("has_digit")).drop("weight", "is_unit"), on="word"
    )
    both = (
        fit.filter(pl.col("side") == "a")
        .join(fit.filter(pl.col("side") == "b"), on="pair", suffix="_b")
        .filter((pl.col("head") == pl.col("head_b")) | (pl.col("tail") == pl.col("tail_b")))
        .filter((pl.col("letters") - pl.col("letters_b")).abs() <= MAX_INFLECTION + 1)
    )
    distinct = both.select("word", "word_b", "letters", "letters_b").unique()
    first, second = (names.words["word"][distinct[column]] for column in ("word", "word_b"))
    texts = first.to_list(), second.to_list()
    edits, common = pl.col("edits"), pl.col("common")
    shorter, longer = pl.min_horizontal("letters", "letters_b"), pl.max_horizontal("letters", "letters_b")
    is_misspelt = (edits <= 1) & (shorter >= MIN_LETTERS)
    is_longer = (common == shorter) & (longer - shorter <= MAX_INFLECTION)
    is_inflected = (common >= INFLECTED_FROM) & (longer - common <= MAX_INFLECTION + 1)
    told = distinct.with_columns(
        pl.Series("edits", process.cpdist(*texts, scorer=OSA.distance, workers=2), dtype=pl.Int64),
        pl.Series("common", process.cpdist(*texts, scorer=Prefix.similarity, workers=2), dtype=pl.Int64),
    ).select("word", "word_b", (is_misspelt | is_longer).alias("is_close"), is_inflected.alias("is_inflected"))
    # A stem alone (Helsinki, Helsingin) is enough only where the VAT number says the same.
    matched = (
        both.join(told, on=["word", "word_b"])
        .join(hopeful.select("pair", "has_vat"), on="pair")
        .filter(pl.col("is_close") | (pl.col("is_inflected") & pl.col("has_vat")))
    )
    one, other = matched.select("pair", "side", "word"), matched.select("pair", pl.lit("b").alias("side"), "word_b")
    return pl.concat([one, other.rename({"word_b": "word"})]).unique()


def _other_acronyms(names: Names, hopeful: pl.DataFrame) -> pl.DataFrame:
    """Words that are the other record's acronym: "AMC" behind the full name says nothing new.

    A record's own acronym stays: it is often the one word that tells a company from its namesake.
    """
    numbers = names.words.select(pl.int_range(pl.len(), dtype=pl.Int32).alias("number"), "word")
    sides = [
        hopeful.select("pair", pl.lit(side).alias("side"), pl.col(acronym).alias("word"))
        for side, acronym in (("a", "acronym_b"), ("b", "acronym"))
    ]
    return pl.concat(sides).join(numbers, on="word").select("pair", "side", pl.col("number").alias("word"))


def _score_names(names: Names, weighed: pl.DataFrame, own: pl.DataFrame, close: pl.DataFrame) -> pl.DataFrame:
    sided = own.hstack(names.words.select(pl.col("word").alias("text"), "weight", "is_unit")[own["word"]])
    sided = sided.sort("word").group_by("pair", "side").agg(pl.col("weight").sum(), "text", pl.col("is_unit").any())
    scored = weighed
    for side in ("a", "b"):
        scored = scored.join(
            sided.filter(pl.col("side") == side).select(
                "pair",
                pl.col("weight").alias(f"left_{side}"),
                pl.col("text").alias(f"only_{side}"),
                pl.col("is_unit").alias(f"has_unit_{side}"),
            ),
            on="pair",
            how="left",
        )
    misspelt = close.filter(pl.col("side") == "a").group_by("pair").len("misspelt")
    is_same = pl.col("is_same_name")
    left_over = pl.col("left_a").fill_null(0.0) + pl.col("left_b").fill_null(0.0)
    word_by_word = (
        2 * pl.col("shared") / (2 * pl.col("shared") + left_over) * MISSPELT ** pl.col("misspelt").fill_null(0)
    )
    has_left_a, has_left_b = pl.col("left_a").is_not_null(), pl.col("left_b").is_not_null()
    return scored.join(misspelt, on="pair", how="left").select(
        *("node", "node_b", "key", "key_b", "has_vat", "is_same_name"),
        pl.when(is_same)
        .then(1.0)
        .otherwise(pl.when("is_hopeful").then(word_by_word).otherwise("at_a_glance"))
        .alias("similarity"),
        pl.when(~is_same).then("only_a").alias("only_a"),
        pl.when(~is_same).then("only_b").alias("only_b"),
        (~is_same & (~pl.col("is_hopeful") | (has_left_a & has_left_b))).alias("is_apart"),
        (is_same | (pl.col("is_hopeful") & ~has_left_a & ~has_left_b)).alias("is_whole"),
        (is_same & (pl.col("acronym") == pl.col("acronym_b"))).fill_null(False).alias("is_same_acronym"),
        (~is_same & (pl.col("has_unit_a").fill_null(False) | pl.col("has_unit_b").fill_null(False))).alias("has_unit"),
        *("is_named_body", "is_named_body_b"),
        (pl.col("is_ministry") & pl.col("is_ministry_b")).alias("are_ministries"),
        pl.col("form_class").alias("form_a"),
        pl.col("form_class_b").alias("form_b"),
    )

"""What a partnership's theme is, ready to be compared with texts: words, phrases, facets and niches' vectors.

A profile rests on the theme's own texts alone, so that a text scores the same whatever else the night brings. How
texts are scored against it is in ``scoring``; the texts themselves come from the registry.

Facets are the fields that must meet in a text of the theme ("sensing" and "food"), each with words that name it
(``core``), words of its neighbourhood (``near``), and for the whole theme words of other fields and homonyms
(``outside``). A theme without facets has one: the terms of its niches and its keywords.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.enrich.themes.words import split_words

FACT_SEPARATOR = ";"
CORE, NEAR, OUTSIDE = "core", "near", "outside"
# "Biogas and biomethane" names two things.
_PARTS_OF_NAME = re.compile(r",| and | or |/|\(|\)")


@dataclass(frozen=True)
class ThemeProfiles:
    """The themes of all partnerships.

    Attributes:
        partnership_ids: sorted; the order of every matrix over partnerships.
        terms: one row per text of a theme and phrase in it: ``partnership`` (number), ``text_field``, ``group`` (niche
            or facet, null for none), ``text``, ``phrase`` (its words in order).
    """

    partnership_ids: tuple[str, ...]
    terms: pl.DataFrame

    @cached_property
    def niches(self) -> pl.DataFrame:
        """One row per niche: ``partnership``, ``niche``, ``words`` (its own and its synonyms')."""
        is_name = pl.col("text_field") == "niche"
        named = self.terms.filter(pl.col("text_field").is_in(["niche", "keyword"]), pl.col("group").is_not_null())
        bare = self.terms.filter(
            ~pl.col("partnership").is_in(named.get_column("partnership").unique().implode()),
            pl.col("text_field").is_in(["name", "keyword", "scope"]),
        ).with_columns(group=pl.lit(""))
        return (
            pl.concat([named, bare])
            .sort("partnership", "group", "text_field", "text")
            .group_by("partnership", "group", maintain_order=True)
            .agg(
                pl.col("text").filter(is_name | (pl.col("text_field") == "name")).first().alias("niche"),
                pl.col("text").unique(maintain_order=True).alias("words"),
            )
        )

    @cached_property
    def facets(self) -> pl.DataFrame:
        """One row per facet and term of it: ``partnership``, ``facet``, ``strength``, ``phrase``."""
        columns = ("partnership", "facet", "strength", "phrase")
        stated = self.terms.rename({"group": "facet", "text_field": "strength"}).filter(
            pl.col("strength").is_in([CORE, NEAR, OUTSIDE])
        )
        others = self.terms.join(stated, on="partnership", how="anti")
        listed = others.filter(pl.col("text_field").is_in(["niche", "keyword"]))
        # Of a theme that is told in a sentence alone every word counts.
        told = (
            others.join(listed, on="partnership", how="anti")
            .explode("phrase", empty_as_null=False)
            .with_columns(pl.concat_list("phrase"))
        )
        own = pl.concat([listed, told]).with_columns(facet=pl.lit(""), strength=pl.lit(CORE))
        return pl.concat([stated.select(columns), own.select(columns)]).unique().sort(columns)


def collect_theme_texts(
    partnerships: pl.DataFrame, profiles: pl.DataFrame, niches: pl.DataFrame, facets: pl.DataFrame
) -> pl.DataFrame:
    """The texts of the shipped facts, in the columns that ``build_profiles`` takes.

    Args:
        partnerships: ``partnership_id``, ``name``, ``keywords`` (separated by semicolons).
        profiles: ``partnership_id``, ``scope``.
        niches: ``partnership_id``, ``niche_id``, ``niche``, ``synonyms`` (separated by semicolons).
        facets: ``partnership_id``, ``facet_id``, ``strength``, ``terms`` (separated by semicolons).
    """
    no_niche = pl.lit(None, dtype=pl.String).alias("niche_id")
    columns = ("partnership_id", "text_field", "niche_id", "text")

    def listed(frame: pl.DataFrame, column: str, niche: pl.Expr, field: pl.Expr) -> pl.DataFrame:
        return (
            frame.select("partnership_id", niche, field, pl.col(column).str.split(FACT_SEPARATOR).alias("text"))
            .explode("text", empty_as_null=False)
            .with_columns(pl.col("text").str.strip_chars())
        )

    keyword = pl.lit("keyword").alias("text_field")
    parts = (
        partnerships.select("partnership_id", no_niche, pl.col("name").alias("text"), text_field=pl.lit("name")),
        listed(partnerships, "keywords", no_niche, keyword),
        profiles.select("partnership_id", no_niche, pl.col("scope").alias("text"), text_field=pl.lit("scope")),
        niches.select("partnership_id", "niche_id", pl.col("niche").alias("text"), text_field=pl.lit("niche")),
        listed(niches, "synonyms", pl.col("niche_id"), keyword),
        listed(facets, "terms", pl.col("facet_id").alias("niche_id"), pl.col("strength").alias("text_field")),
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
        theme_texts: one row per text of a theme: ``partnership_id``, ``text_field`` (name, scope, niche, keyword, core,
            near, outside), ``niche_id`` (of niches and their synonyms, or the facet; otherwise null), ``text``. The
            order of rows does not matter.
    """
    texts = theme_texts.select("partnership_id", "text_field", "niche_id", "text").unique().sort(pl.all())
    ids = texts.get_column("partnership_id").unique().sort().to_list()
    number = {partnership: place for place, partnership in enumerate(ids)}
    rows = [
        (number[partnership], field, group, text, split_words(part))
        for partnership, field, group, text in texts.iter_rows()
        for part in (_PARTS_OF_NAME.split(text) if field in ("name", "niche", "keyword") else [text])
    ]
    terms = pl.DataFrame(
        rows,
        schema={
            "partnership": pl.Int64,
            "text_field": pl.String,
            "group": pl.String,
            "text": pl.String,
            "phrase": pl.List(pl.String),
        },
        orient="row",
    )
    return ThemeProfiles(tuple(ids), terms.filter(pl.col("phrase").list.len() > 0))

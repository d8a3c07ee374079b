"""Where words of a theme's facets stand in texts, and words of other fields that speak against it.

A word inside a longer term of another field does not count ("water" in "water electrolysis", "mobility" in "labour
mobility"), nor does one inside a longer term of its own facet count twice.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.enrich.themes.profiles import CORE, NEAR, OUTSIDE, ThemeProfiles
from pipelines.enrich.themes.words import ReadTexts

FACET_SLACK = 1
"""So many other words may stand among the words of a term; a title is short."""
RANKS = {CORE: 0, NEAR: 1, OUTSIDE: 2}
KEY = ("partnership", "first", "last")
HITS = ("partnership", "facet", "strength", "number", "row", "first", "last")


def find_facets(read: ReadTexts, profiles: ThemeProfiles) -> pl.DataFrame:
    """Places of facets' words, sorted.

    Returns:
        One row per place: ``partnership``, ``facet`` (null for words outside), ``strength``, ``number`` (of phrase),
        ``row`` (of ``read.rows``), ``first`` and ``last`` (positions).
    """
    phrases = profiles.facets.select("phrase").unique().sort("phrase").with_row_index("number")
    places = [read.find_words(phrase, slack=FACET_SLACK) for phrase in phrases.get_column("phrase").to_list()]
    first, last = (np.concatenate([np.zeros(0, dtype=np.int64), *(place[end] for place in places)]) for end in (0, 1))
    number = np.repeat(np.arange(len(places)), [len(place[0]) for place in places])
    found = (
        pl.DataFrame({"number": number, "first": first, "last": last, "row": read.row_at(first)})
        .cast({"number": phrases.schema["number"]})
        .join(phrases, on="number")
        .join(profiles.facets, on="phrase")
        .with_columns(rank=pl.col("strength").replace_strict(RANKS, return_dtype=pl.Int64))
        .sort("partnership", "facet", "first", -pl.col("last"), "rank", "row")
    )
    outside = found.filter(pl.col("strength") == OUTSIDE).unique(["partnership", "first", "last"]).sort(*KEY)
    inside = found.filter(pl.col("strength") != OUTSIDE)
    inside = inside.filter(~_is_within(inside, outside))
    reached = pl.col("last").cum_max().shift(1).over("partnership", "facet").fill_null(-1)
    counted = inside.filter(pl.col("last") > reached)
    against = outside.filter(~_is_within(outside, counted.sort(*KEY))).with_columns(facet=pl.lit(None, dtype=pl.String))
    return pl.concat([part.select(*HITS) for part in (counted, against)]).sort(pl.all())


def _is_within(places: pl.DataFrame, wider: pl.DataFrame) -> pl.Series:
    """Whether each place lies within one of the wider ones of its partnership, which are sorted by ``KEY``."""
    beyond = 1 + max(int(frame.get_column("last").to_numpy().max(initial=0)) for frame in (places, wider))
    first, last = (
        (places.get_column("partnership") * beyond + places.get_column(end)).to_numpy() for end in ("first", "last")
    )
    begins, ends = (
        (wider.get_column("partnership") * beyond + wider.get_column(end)).to_numpy() for end in ("first", "last")
    )
    reached = np.concatenate([[-1], np.maximum.accumulate(ends)])
    return pl.Series(reached[np.searchsorted(begins, first, side="right")] >= last)

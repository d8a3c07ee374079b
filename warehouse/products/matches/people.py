"""Matches as people read them: twelve columns under names that speak, the portal's link first, and a summary.

Belongs here: which columns those are and how their values are put in words. Does not belong here: the stable columns
that programs read (`warehouse.products.matches.columns`) and how a sheet is written (`warehouse.products.files`).
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from warehouse.products.files.table import ExportedTable, Reading

PEOPLE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "Link": "portal_url",
        "Title": "topic_title",
        "Partnership": "partnership_name",
        "Programme": "programme_name",
        "Type of action": "action_type_code",
        "Deadline": "deadline_date",
        "Score": "score",
        "Eligible": "eligibility",
        "Why it fits": "matched_terms",
        "What is missing": "near_miss",
        "Grant up to": "max_grant_eur",
        "Our status": "review_status",
    }
)
"""What each column is called, and the column of `MATCH_COLUMNS` that it is made from; name and order are a promise."""
WHAT_IS_MISSING = pl.coalesce("near_miss", pl.format("To find out: {}", "find_out")).alias("near_miss")
"""What the members lack, else what to find out where that is not known."""
_ELIGIBLE: Mapping[str, str] = MappingProxyType({"pass": "yes", "fail": "no", "unknown": "not known"})


def for_people(table: ExportedTable) -> ExportedTable:
    """The same rows in the same order, laid out for people."""
    described = {column.name: column for column in table.columns}
    worded = table.frame.with_columns(
        WHAT_IS_MISSING,
        pl.col("eligibility").replace_strict(_ELIGIBLE, default=None, return_dtype=pl.String),
        pl.concat_str(
            pl.when("is_muted").then(pl.format("muted: {}", pl.col("mute_reason").fill_null("without a reason"))),
            "review_status",
            "review_note",
            separator="; ",
            ignore_nulls=True,
        )
        .replace("", None)
        .alias("review_status"),
    )
    return replace(
        table,
        columns=tuple(
            replace(described[name], name=label, label=label, page=None) for label, name in PEOPLE_COLUMNS.items()
        ),
        frame=worded.select(pl.col(name).alias(label) for label, name in PEOPLE_COLUMNS.items()),
        reading=Reading(link_texts=table.frame["topic_id"], summary=_summarise(table.frame)),
    )


def _summarise(matches: pl.DataFrame) -> pl.DataFrame:
    """One row per partnership in the order of the matches, and one for all of them, in which a call counts once."""
    fits = pl.col("is_theme_match")
    counts = [
        pl.col("topic_id").n_unique().alias("Calls"),
        pl.col("topic_id").filter(fits).n_unique().alias("In the theme"),
        *(
            pl.col("topic_id").filter(fits, pl.col("eligibility") == value).n_unique().alias(f"In the theme, {words}")
            for value, words in (("pass", "eligible"), ("unknown", "not known"), ("fail", "not eligible"))
        ),
        pl.col("deadline_date").filter(fits).min().alias("Next deadline in the theme"),
        pl.col("score").max().alias("Best score"),
    ]
    each = matches.group_by(pl.col("partnership_name").alias("Partnership"), maintain_order=True).agg(counts)
    return pl.concat([each, matches.select(pl.lit("All").alias("Partnership"), *counts)])

"""Questions of the funding page. The matches themselves come from `warehouse.match_query`, as every export's do."""

from __future__ import annotations

import polars as pl

from dashboards.queries.cache import cached_by_edition
from warehouse.match_query import MatchFilters, select_matches
from warehouse.match_reviews import KEYS, Reviews, current_reviews
from warehouse.reader import Snapshot


def find_matches(snapshot: Snapshot, filters: MatchFilters) -> pl.DataFrame:
    """The matches that pass the filters, as reviewed now: the very rows, columns and order of the exported file.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    return _find(snapshot, filters, current_reviews(snapshot))


@cached_by_edition
def _find(snapshot: Snapshot, filters: MatchFilters, reviews: Reviews) -> pl.DataFrame:
    return select_matches(snapshot, filters, reviews)


def best_matches(snapshot: Snapshot, filters: MatchFilters, limit: int) -> pl.DataFrame:
    """The highest scores among the matches that pass the filters and lie in the theme.

    Outside the theme a topic scores by geography and time alone, which makes it eligible and not a match.
    """
    return (
        find_matches(snapshot, filters)
        .filter(pl.col("score").is_not_null() & pl.col("is_theme_match"))
        .sort(
            ["score", "deadline_date", "topic_id", "partnership_id"],
            descending=[True, False, False, False],
            nulls_last=True,
        )
        .head(limit)
    )


def without_muted(snapshot: Snapshot, matches: pl.DataFrame) -> pl.DataFrame:
    """Matches of any list without those that somebody muted."""
    muted = current_reviews(snapshot).frame.filter("is_muted")
    return matches.join(muted, on=KEYS, how="anti", maintain_order="left")


def match_summary(snapshot: Snapshot, filters: MatchFilters) -> pl.DataFrame:
    """How many topics each partnership has to look at, by eligibility, those with the best match first.

    One row is one partnership with at least one match that passes the filters. `theme_match_count` are the topics
    in its theme, `theme_pass_count` those of them whose rules it passes.
    """
    in_theme = pl.col("is_theme_match")
    by_eligibility = [
        (pl.col("eligibility") == value).sum().alias(f"{value}_count") for value in ("pass", "unknown", "fail")
    ]
    return (
        find_matches(snapshot, filters)
        .group_by("partnership_id", "partnership_name", "platform_name", maintain_order=True)
        .agg(
            pl.len().alias("match_count"),
            in_theme.sum().alias("theme_match_count"),
            (in_theme & (pl.col("eligibility") == "pass")).sum().alias("theme_pass_count"),
            *by_eligibility,
            pl.col("score").max().alias("best_score"),
            pl.col("deadline_date").min().alias("next_deadline_date"),
        )
        .sort(["best_score", "partnership_id"], descending=[True, False], nulls_last=True)
    )


@cached_by_edition
def list_programme_names(snapshot: Snapshot) -> pl.DataFrame:
    """The programmes that matches come from, by name: `programme_id`, `programme_name`."""
    return snapshot.frame(
        """
        select distinct
            topics.programme_id,
            topics.programme_name,
        from marts_funding.fct_match as matches
        inner join marts_core.dim_topic as topics on matches.topic_id = topics.topic_id
        where topics.programme_id is not null
        order by topics.programme_name, topics.programme_id
        """
    )

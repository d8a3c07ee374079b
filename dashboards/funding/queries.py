"""Questions of the funding page.

The matches themselves come from `warehouse.products.matches.query`, as every export's do.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from dashboards.cache import cached_by_edition, reviews_now
from dashboards.components.freshness import READING_DAY
from warehouse.products.matches.proposal import Proposal, propose
from warehouse.products.matches.query import FILTERS_OF_ROWS, MatchFilters, keep_matches, read_matches
from warehouse.store.reader import Snapshot

_read = cached_by_edition(read_matches)

ON_PAGES = (
    *("topic_title", "partnership_name", "platform_name", "programme_name", "action_type_code", "days_left", "score"),
    *("eligibility", "matched_terms", "near_miss", "find_out", "max_grant_eur", "funding_rate", "portal_url"),
    *("score_theme", "score_instrument", "score_trl", "score_geography", "score_budget", "score_time"),
    *("score_coverage_share", "is_theme_match"),
)
"""Columns of matches that pages show or speak of; the long texts are for files."""


def find_matches(
    snapshot: Snapshot, filters: MatchFilters, columns: tuple[str, ...] = ON_PAGES, topic_id: str | None = None
) -> pl.DataFrame:
    """The matches that pass the filters, as reviewed now: rows and order of the exported file, these of its columns.

    A page read after its edition's date has what is still to come, a file all that the edition's date had.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    today = READING_DAY.get()
    asked_of_edition = replace(filters, **dict.fromkeys(FILTERS_OF_ROWS))
    read = _read(snapshot, asked_of_edition, today, columns, topic_id)
    return keep_matches(read, filters, reviews_now(snapshot), today)


def best_matches(snapshot: Snapshot, filters: MatchFilters, limit: int) -> pl.DataFrame:
    """The highest scores among the matches that pass the filters, by their theme or by their instrument.

    Else a topic scores by geography and time alone, which makes it eligible and not a match.
    """
    matching = pl.col("is_theme_match") | pl.col("is_instrument_match")
    return best_first(find_matches(snapshot, filters).filter(pl.col("score").is_not_null() & matching)).head(limit)


def best_first(matches: pl.DataFrame) -> pl.DataFrame:
    """Matches in the order of their scores; of equal ones the nearest deadline first."""
    order = ["score", "deadline_date", "topic_id", "partnership_id"]
    return matches.sort(order, descending=[True, False, False, False], nulls_last=True)


def best_scores(snapshot: Snapshot) -> pl.DataFrame:
    """The best of each partnership in the list that opens first.

    One row is one partnership: `partnership_id`, `best_match_score`, and `next_deadline_date` of topics in its theme.
    """
    return (
        find_matches(snapshot, MatchFilters(), ("score", "is_theme_match"))
        .group_by("partnership_id")
        .agg(
            pl.col("score").max().alias("best_match_score"),
            pl.col("deadline_date").filter("is_theme_match").min().alias("next_deadline_date"),
        )
    )


def list_deadlines(snapshot: Snapshot, filters: MatchFilters) -> pl.DataFrame:
    """Topics in the theme of a partnership, the nearest deadline first; one row is one topic.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    topic = ("topic_id", "topic_title", "programme_name", "topic_status", "deadline_date", "days_left", "portal_url")
    return (
        find_matches(snapshot, filters)
        .filter(pl.col("is_theme_match") & pl.col("deadline_date").is_not_null())
        .group_by(topic)
        .agg(
            pl.col("partnership_name").sort().alias("partnership_names"),
            pl.col("partnership_id").n_unique().alias("partnership_count"),
            pl.col("score").max().alias("best_score"),
        )
        .sort("deadline_date", "topic_id")
    )


@cached_by_edition
def find_closed(snapshot: Snapshot, topic_id: str, today: date) -> pl.DataFrame:
    """The topic of this id if its last deadline has passed, else no row: `topic_id`, `deadline_date`, `portal_url`."""
    return snapshot.frame(
        "select topic_id, deadline_date, portal_url from marts_core.dim_topic "
        "where lower(topic_id) = lower($topic) and greatest(deadline_date, list_max(deadline_dates)) < $today",
        {"topic": topic_id, "today": today},
    )


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
def call_texts(snapshot: Snapshot, topic_id: str) -> dict[str, str]:
    """The parts of a topic's text by section."""
    sql = "select text_section, topic_text from marts_core.dim_topic_text where topic_id = $topic"
    return dict(snapshot.frame(sql, {"topic": topic_id}).rows())


@cached_by_edition
def proposal(snapshot: Snapshot, partnership_id: str, topic_id: str) -> Proposal:
    """Who could apply for a call together, see `warehouse.products.matches.proposal.propose`."""
    return propose(snapshot, partnership_id, topic_id)


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


@cached_by_edition
def count_third_party_topics(snapshot: Snapshot) -> int:
    """How many open and forthcoming topics say in their text that their projects fund third parties."""
    return snapshot.frame(
        """
        select conditions.topic_id
        from marts_funding.fct_topic_condition as conditions
        inner join marts_core.dim_topic as topics on conditions.topic_id = topics.topic_id
        where
            conditions.condition = 'third_party_support'
            and conditions.value_low = 1
            and topics.topic_status in ('open', 'forthcoming')
        group by all
        """
    ).height


@cached_by_edition
def cascade_calls(snapshot: Snapshot, partnership_id: str | None) -> pl.DataFrame:
    """Open and forthcoming cascade calls: of one partnership's theme, or all, the nearest deadline first.

    One row is one call; `partnership_names` are those in whose theme the project that runs it is.
    """
    return snapshot.frame(
        """
        select
            calls.*,
            list(partnerships.partnership_name order by partnerships.partnership_name)
                filter (partnerships.partnership_name is not null) as partnership_names,
        from marts_core.dim_cascade_call as calls
        left join marts_funding.bridge_cascade_call as themes on calls.cascade_call_id = themes.cascade_call_id
        left join marts_core.dim_partnership as partnerships on themes.partnership_id = partnerships.partnership_id
        where calls.topic_status in ('open', 'forthcoming')
        group by all
        having $partnership is null or list_contains(list(themes.partnership_id), $partnership)
        order by calls.deadline_date nulls last, calls.cascade_call_id
        """,
        {"partnership": partnership_id},
    )

"""Cards of calls, and sentences about matches, that more than one page shows.

The rows come from `tables`; how a rule is judged is the business of dbt.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.calendar import draw_calendar
from dashboards.components.figure_card import Card
from dashboards.components.freshness import READING_DAY
from dashboards.formats import count_of, format_count, format_date, format_score
from dashboards.funding.tables import (
    DEADLINES,
    NEAR_MISS_CANDIDATES,
    RULE_VERDICTS,
    TOPIC_CONDITIONS,
)
from warehouse.store.reader import Snapshot

VERDICTS_PAGE_SIZE = 10
CANDIDATES_PAGE_SIZE = 5
NEAR_DAYS = 60
NAMED = 5
SCORE_DEFINITION = (
    "Score: the points of the parts that are known, as the bar shows them, over their share of all weight, which "
    "stands beside it. What else speaks for a call counts as far as it is of the theme. Eligibility unknown never "
    "hides a topic."
)


def say_left_out(snapshot: Snapshot) -> tuple[str, ...]:
    """What a list of matches leaves out on a later day than its edition's, as notes of a card."""
    today, as_of = READING_DAY.get(), snapshot.edition.as_of
    said = f"What closed since {format_date(as_of)} is left out here; files speak of that day."
    return (said,) if today and today > as_of else ()


def matches_finding(matches: pl.DataFrame, best: pl.DataFrame) -> str:
    """The best match in one sentence."""
    if best.is_empty():
        return f"{count_of(matches.height, 'topic')} found, none of which shares words with the theme."
    top = best.row(0, named=True)
    deadline = f", deadline {format_date(top['deadline_date'])}" if top["deadline_date"] else ""
    terms = f" Words in common: {top['matched_terms'].replace('; ', ', ')}." if top["matched_terms"] else ""
    return (
        f"The best match is “{top['topic_title'] or top['topic_id']}” for {top['partnership_name']} "
        f"({format_score(top['score'])} points{deadline}; eligibility: {top['eligibility']}).{terms}"
    )


def matches_coverage(matches: pl.DataFrame) -> str:
    """How much of the score could be assessed."""
    if matches.is_empty():
        return "No match passes, so there is nothing to assess."
    share = matches["score_coverage_share"].cast(pl.Float64).mean()
    assessed = (
        f"on average {float(share) * 100:.0f}\u202f% of the score's weight could be assessed; "
        if isinstance(share, float)
        else ""
    )
    return f"{count_of(matches.height, 'match', 'matches')}; {assessed}parts that could not be assessed take no part."


def rule_verdicts_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """Rule by rule what the members of the matches shown bring and what the calls ask for."""
    verdicts = RULE_VERDICTS.rows(snapshot, filters)
    counts = dict(verdicts.group_by("verdict").len().rows())
    finding = (
        "No rule is known for these matches."
        if verdicts.is_empty()
        else (
            f"Of {count_of(verdicts.height, 'rule')} checked on these matches {format_count(counts.get('pass', 0))} "
            f"{'is' if counts.get('pass', 0) == 1 else 'are'} reached, {format_count(counts.get('fail', 0))} not, and "
            f"{format_count(counts.get('unknown', 0))} cannot be decided."
        )
    )
    return Card(
        heading="Rule by rule",
        finding=finding,
        spec=RULE_VERDICTS,
        frame=verdicts,
        coverage=(
            "Rules of programmes, dated, with their source, and those in each topic's conditions on the portal; what "
            "its text asks for beside them is not checked."
        ),
        definition="Unknown where no member is known, or where no source observes what the rule asks for.",
        table_parameters=filters,
        page_size=VERDICTS_PAGE_SIZE,
    )


def conditions_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """What the calls of the matches shown ask for and pay, each value with the sentence it was read from."""
    conditions = TOPIC_CONDITIONS.rows(snapshot, filters)
    read = conditions.filter(conditions["condition_evidence"] == "text").height
    return Card(
        heading="What the calls ask for",
        finding=(
            "Nothing is known of what these calls ask for."
            if conditions.is_empty()
            else f"Of {count_of(conditions.height, 'condition')} {format_count(read)} were read in their texts."
        ),
        spec=TOPIC_CONDITIONS,
        frame=conditions,
        coverage="Texts as the portal publishes them; call documents are not at hand, dated defaults say their source.",
        definition="Amounts and readiness fit or do not: they decide nothing on who may apply.",
        table_parameters=filters,
        page_size=VERDICTS_PAGE_SIZE,
    )


def near_miss_card(snapshot: Snapshot, partnership_id: str) -> Card | None:
    """Who could close what the members lack; None where nothing small is missing."""
    own = {"partnership": partnership_id}
    candidates = NEAR_MISS_CANDIDATES.rows(snapshot, own)
    if candidates.is_empty():
        return None
    first = candidates.row(0, named=True)
    return Card(
        heading="Who could close the gap",
        finding=(
            f"{first['region_name']} ({first['nuts_code']}) would bring {first['closed_words']} and has "
            f"{count_of(first['theme_project_count'], 'project')} in the theme; the same is missing for "
            f"{count_of(first['topic_count'], 'topic')}."
        ),
        spec=NEAR_MISS_CANDIDATES,
        frame=candidates,
        coverage="The first regions for each thing that is missing; legal seats, so that capitals stand out.",
        definition="Regions outside the partnership with projects in its theme; those that close more come first.",
        table_parameters=own,
        page_size=CANDIDATES_PAGE_SIZE,
    )


def deadlines_card(snapshot: Snapshot, chosen: Mapping[str, str], *, today: date) -> Card:
    """When topics in the theme of a partnership are due, as a calendar."""
    deadlines = DEADLINES.rows(snapshot, chosen)
    near = deadlines.filter(pl.col("deadline_date") <= today + timedelta(days=NEAR_DAYS))
    first = deadlines.row(0, named=True) if not deadlines.is_empty() else None
    return Card(
        heading=f"Closing in {NEAR_DAYS} days and later",
        finding=(
            f"{count_of(near.height, 'topic')} in a partnership's theme {'closes' if near.height == 1 else 'close'} in "
            f"{NEAR_DAYS} days; the next is “{first['topic_title'] or first['topic_id']}” on "
            f"{format_date(first['deadline_date'])}, for {first['partnership_names'].replace('; ', ', ')}."
            if first
            else "No topic in a partnership's theme has a deadline ahead."
        ),
        spec=DEADLINES,
        frame=deadlines,
        body=h.ol(".events")[(_closing(row) for row in near.head(NAMED).iter_rows(named=True))],
        figure=draw_calendar(deadlines, empty_reason="No deadline under these filters."),
        coverage=(
            f"{count_of(deadlines.height, 'topic')} in a theme with a published deadline; a larger square is a day of "
            "more."
        ),
        definition="The next deadline of each topic, on the day in Brussels; of two stages the first.",
        table_parameters=chosen,
    )


def _closing(row: Mapping[str, Any]) -> Node:
    title = row["topic_title"] or row["topic_id"]
    return h.li[
        h.span(".event-date")[f"in {count_of(row['days_left'], 'day')}, {format_date(row['deadline_date'])}"],
        h.a(href=row["portal_url"], rel="noopener noreferrer")[title] if row["portal_url"] else title,
        f", for {row['partnership_names'].replace('; ', ', ')}",
    ]

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
from dashboards.formats import format_score, format_share
from dashboards.funding.tables import (
    DEADLINES,
    NEAR_MISS_CANDIDATES,
    RULE_VERDICTS,
    TOPIC_CONDITIONS,
)
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

VERDICTS_PAGE_SIZE = 10
CANDIDATES_PAGE_SIZE = 5
NEAR_DAYS = 60
NAMED = 5


def score_definition() -> str:
    """What the score of a match is."""
    return say("matches.definition")


def say_left_out(snapshot: Snapshot) -> tuple[str, ...]:
    """What a list of matches leaves out on a later day than its edition's, as notes of a card."""
    today, as_of = READING_DAY.get(), snapshot.edition.as_of
    return (say("matches.left-out", day=as_of),) if today and today > as_of else ()


def matches_finding(matches: pl.DataFrame, best: pl.DataFrame) -> str:
    """The best match in one sentence, and the words of the theme in it."""
    if best.is_empty():
        return say("matches.none-in-theme", topics=matches.height)
    top = best.row(0, named=True)
    found = say(
        "matches.finding",
        title=top["topic_title"] or top["topic_id"],
        partnership=top["partnership_name"],
        score=format_score(top["score"]),
        deadline=top["deadline_date"] or "none",
        eligibility=top["eligibility"],
    )
    terms = top["matched_terms"]
    return f"{found} {say('matches.terms', terms=terms.replace('; ', ', '))}" if terms else found


def matches_coverage(matches: pl.DataFrame) -> str:
    """How much of the score could be assessed."""
    if matches.is_empty():
        return say("matches.coverage-none")
    share = matches["score_coverage_share"].cast(pl.Float64).mean()
    if not isinstance(share, float):
        return say("matches.coverage-unassessed", matches=matches.height)
    return say("matches.coverage", matches=matches.height, share=format_share(share))


def rule_verdicts_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """Rule by rule what the members of the matches shown bring and what the calls ask for."""
    verdicts = RULE_VERDICTS.rows(snapshot, filters)
    counts = dict(verdicts.group_by("verdict").len().rows())
    return Card(
        heading=say("rules"),
        finding=say("rules.none")
        if verdicts.is_empty()
        else say(
            "rules.finding",
            rules=verdicts.height,
            passed=counts.get("pass", 0),
            failed=counts.get("fail", 0),
            undecided=counts.get("unknown", 0),
        ),
        spec=RULE_VERDICTS,
        frame=verdicts,
        coverage=say("rules.coverage"),
        definition=say("rules.definition"),
        table_parameters=filters,
        page_size=VERDICTS_PAGE_SIZE,
    )


def conditions_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """What the calls of the matches shown ask for and pay, each value with the sentence it was read from."""
    conditions = TOPIC_CONDITIONS.rows(snapshot, filters)
    read = conditions.filter(conditions["condition_evidence"] == "text").height
    return Card(
        heading=say("conditions"),
        finding=say("conditions.none")
        if conditions.is_empty()
        else say("conditions.finding", conditions=conditions.height, read=read),
        spec=TOPIC_CONDITIONS,
        frame=conditions,
        coverage=say("conditions.coverage"),
        definition=say("conditions.definition"),
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
        heading=say("gap"),
        finding=say(
            "gap.finding",
            region=first["region_name"],
            code=first["nuts_code"],
            what=first["closed_words"],
            projects=first["theme_project_count"],
            topics=first["topic_count"],
        ),
        spec=NEAR_MISS_CANDIDATES,
        frame=candidates,
        coverage=say("gap.coverage"),
        definition=say("gap.definition"),
        table_parameters=own,
        page_size=CANDIDATES_PAGE_SIZE,
    )


def deadlines_card(snapshot: Snapshot, chosen: Mapping[str, str], *, today: date) -> Card:
    """When topics in the theme of a partnership are due, as a calendar."""
    deadlines = DEADLINES.rows(snapshot, chosen)
    near = deadlines.filter(pl.col("deadline_date") <= today + timedelta(days=NEAR_DAYS))
    first = deadlines.row(0, named=True) if not deadlines.is_empty() else None
    return Card(
        heading=say("deadlines", days=NEAR_DAYS),
        finding=say(
            "deadlines.finding",
            topics=near.height,
            days=NEAR_DAYS,
            title=first["topic_title"] or first["topic_id"],
            day=first["deadline_date"],
            partnerships=", ".join(first["partnership_names"]),
        )
        if first
        else say("deadlines.none"),
        spec=DEADLINES,
        frame=deadlines,
        body=h.ol(".events")[(_closing(row) for row in near.head(NAMED).iter_rows(named=True))],
        figure=draw_calendar(deadlines, empty_reason=say("deadlines.none-filtered")),
        coverage=say("deadlines.coverage", topics=deadlines.height),
        definition=say("deadlines.definition"),
        table_parameters=chosen,
    )


def _closing(row: Mapping[str, Any]) -> Node:
    return h.li[
        say.nodes(
            "deadlines.closing",
            {
                "day": h.span(".event-date"),
                "a": h.a(href=row["portal_url"], rel="noopener noreferrer") if row["portal_url"] else h.span,
            },
            days=row["days_left"],
            day=row["deadline_date"],
            title=row["topic_title"] or row["topic_id"],
            partnerships=", ".join(row["partnership_names"]),
        )
    ]

"""What happened to matches that users may want to hear of: new, changed, deadline near.

Belongs here: the events of an edition as a frame, for the matches that a reader asks about. Does not belong here: what
counts as an event (dbt, ``marts_funding.fct_match_event``), the feed (`warehouse.products.files.feed`) and mail
(`pipelines.nightly.messages.digest`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, count, groupby
from typing import Any

import polars as pl

from warehouse.products.files.table import FollowedDeadlines
from warehouse.products.matches.reviews import KEYS
from warehouse.store.reader import Snapshot

EVENT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "event_id": pl.String,
    "partnership_id": pl.String,
    "topic_id": pl.String,
    "event_kind": pl.String,
    "value_before": pl.String,
    "value_after": pl.String,
    "alert_days": pl.Int32,
    "event_date": pl.Date,
}
_SPELLS = "select topic_id, known_from, deadline_dates from marts_core.hist_topic order by topic_id, known_from"
_DESCRIBED = (
    "partnership_name",
    "topic_title",
    "programme_name",
    "deadline_date",
    "days_left",
    "score",
    "near_miss",
    "portal_url",
)


def find_events(snapshot: Snapshot, matches: pl.DataFrame) -> pl.DataFrame:
    """The events of some matches, newest first; none for an edition made before there were any.

    One row is one event, with what its match is called.

    Args:
        snapshot: the edition.
        matches: with the columns of `MATCH_COLUMNS`; muted ones are left out already.
    """
    if snapshot.has_table("marts_funding", "fct_match_event"):
        events = snapshot.frame(f"select {', '.join(EVENT_SCHEMA)} from marts_funding.fct_match_event")
    else:
        events = pl.DataFrame(schema=EVENT_SCHEMA)
    return events.join(matches.select(*KEYS, *_DESCRIBED), on=KEYS, how="inner").sort(
        ["event_date", "event_id"], descending=[True, False]
    )


def follow_topics(snapshot: Snapshot) -> dict[str, FollowedDeadlines]:
    """What history tells of the deadlines of each topic that it knows."""
    if not snapshot.has_table("marts_core", "hist_topic"):
        return {}
    rows = snapshot.frame(_SPELLS).iter_rows()
    spells = groupby(rows, key=lambda row: str(row[0]))
    return {topic: follow_deadlines((known_from, days or ()) for _, known_from, days in held) for topic, held in spells}


def follow_deadlines(spells: Iterable[tuple[date, Sequence[date]]]) -> FollowedDeadlines:
    """Follows the deadlines of one topic through the lists of them, each with the day since when it held.

    A deadline that stays is itself. Of those that go, one that is past is over; one that is not has moved, to the first
    of those that came. Every other is seen for the first time.
    """
    marks: dict[date, str] = {}
    given: set[str] = set()
    changes = -1
    before: Sequence[date] | None = None
    for known_from, days in spells:
        coming = sorted(set(days))
        gone = [day for day in sorted(marks) if day not in coming and day >= known_from]
        moved = dict(zip((day for day in coming if day not in marks), gone, strict=False))
        changes += before is None or list(days) != list(before)
        before = days
        held = {}
        for day in coming:
            known = marks.get(moved.get(day, day))
            names = chain([day.isoformat()], (f"{day.isoformat()} {number}" for number in count(2)))
            held[day] = known or next(name for name in names if name not in given)
            given.add(held[day])
        marks = held
    return FollowedDeadlines(marks, max(changes, 0))


def headline(event: Mapping[str, Any]) -> str:
    """One event as a headline."""
    topic = f"{event['topic_id']}: {event['topic_title'] or 'untitled'}"
    started = {
        "new_match": "New match",
        "deadline_changed": "Deadline changed",
        "budget_changed": "Budget changed",
        "deadline_near": f"Deadline within {event['alert_days']} days",
    }[str(event["event_kind"])]
    return f"{started}: {topic} ({event['partnership_name']})"


def story(event: Mapping[str, Any]) -> str:
    """What happened and what the match is like now, in lines."""
    score = event["score"]
    lines = [
        _change(event),
        f"Deadline: {event['deadline_date'] or 'not known'}, 17:00 in Brussels by rule.",
        "Score: not known." if score is None else f"Score: {score:.1f} of 100.",
        f"Programme: {event['programme_name'] or 'not known'}.",
        f"Missing: {event['near_miss']}" if event["near_miss"] else None,
    ]
    return "\n".join(line for line in lines if line)


def _change(event: Mapping[str, Any]) -> str | None:
    before, after = event["value_before"], event["value_after"]
    if event["event_kind"] == "deadline_changed":
        return f"Deadlines were {before or 'not known'} and are now {after or 'not known'}."
    if event["event_kind"] == "budget_changed":
        return f"The budget was {_euro(before)} and is now {_euro(after)}."
    return None


def _euro(amount: str | None) -> str:
    return "not known" if amount is None else f"EUR {Decimal(amount):,.0f}"

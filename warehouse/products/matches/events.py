"""What happened to matches that users may want to hear of: new, changed, deadline near.

Belongs here: the events of an edition as a frame, for the matches that a reader asks about. Does not belong here: what
counts as an event (dbt, ``marts_funding.fct_match_event``), the feed (`warehouse.products.files.feed`) and mail
(`pipelines.nightly.digest`).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

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
_DEADLINE_CHANGES = """
with spells as (
    select
        topic_id,
        deadline_dates,
        lag(deadline_dates) over topic_history as dates_before,
        row_number() over topic_history as spell_number
    from marts_core.hist_topic
    window topic_history as (partition by topic_id order by known_from)
)

select topic_id, count(*) as change_count
from spells
where spell_number > 1 and deadline_dates is distinct from dates_before
group by topic_id
order by topic_id
"""
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


def count_deadline_changes(snapshot: Snapshot) -> dict[str, int]:
    """How often a topic's deadlines, all of them, differed from those of the previous edition, by topic_id.

    Topics whose deadlines never moved have no entry.
    """
    if not snapshot.has_table("marts_core", "hist_topic"):
        return {}
    return dict(snapshot.frame(_DEADLINE_CHANGES).rows())


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

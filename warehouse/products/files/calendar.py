"""Deadlines of matches as a calendar (RFC 5545) that a calendar program can subscribe to.

One event is one topic and one of its deadlines from the as-of date on, at 17:00 in Brussels, which is when the portal
closes; the partnerships that match best stand in its text. Topics are those of the theme from the watched score on, or
from the score that was asked for. No clock is read: events are stamped with the as-of date.
What changed since the previous edition is the feed's business, `feed`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import polars as pl
from icalendar import Alarm, Calendar, Event, Timezone, vDuration

from warehouse.products.files.table import ExportedTable, FollowedDeadlines
from warehouse.settings import BRUSSELS

CLOSING_TIME = time(17, 0)
NAMED_PARTNERSHIPS = 5
"""As many as a reader takes in; under one partnership's filter there is only that one."""
ALARM_DAYS = (30, 7)
"""A month is the last moment for letters of support, a week for what the portal still asks for."""
PRODUCT = "-//Interregio//Funding match//EN"

# Written out, because a zone made from the machine's database differs from machine to machine.
_BRUSSELS_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def write_calendar(table: ExportedTable) -> bytes:
    """The calendar of a table of matches, the same bytes for the same table.

    A topic keeps its event when a deadline moves, and no event takes that of a deadline that is over: the identifier is
    made of the topic and the date that the deadline was first seen with. Its sequence number counts the changes seen,
    which is how a calendar program tells a moved event from a stale copy.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(table))
    calendar.add("x-wr-caldesc", f"{table.citation} Filters: {table.filters_in_words}. 17:00 in Brussels by rule.")
    calendar.add("x-wr-timezone", str(BRUSSELS))
    calendar.add("refresh-interval", vDuration(timedelta(days=1)), parameters={"value": "DURATION"})
    calendar.add_component(Timezone.from_ical(_BRUSSELS_ZONE.replace("\n", "\r\n")))
    stamp = datetime.combine(table.edition.as_of, time(0, 0), UTC)
    lane = "is_instrument_match" if table.filters.get("lane") == "instrument" else "is_theme_match"
    is_above = pl.lit(value=True) if "min_score" in table.filters else pl.col("is_watched").fill_null(value=True)
    shown = table.frame.filter(pl.col(lane).fill_null(value=False), is_above)
    for row in list_deadlines(shown, table.edition.as_of).iter_rows(named=True):
        known = table.deadlines.get(row["topic_id"], FollowedDeadlines())
        calendar.add_component(_make_event(row, stamp, known, table.public_url))
    return bytes(calendar.to_ical())


def list_deadlines(matches: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The deadlines of a frame of matches, one row per topic and deadline on or after the as-of date, nearest first.

    `deadline_number` counts the topic's deadlines, past ones included, from 1 to `deadline_count`; `partnerships`
    lists those it is matched with, best score first.
    """
    topics = matches.group_by("topic_id", maintain_order=True).agg(
        pl.col("partnership_name")
        .sort_by("score", descending=True, nulls_last=True, maintain_order=True)
        .alias("partnerships"),
        pl.col("score").max().alias("best_score"),
        pl.col(
            "topic_title",
            "programme_name",
            "action_type_code",
            "topic_status",
            "deadline_date",
            "deadline_dates",
            "deadline_model",
            "budget_eur",
            "budget_estimate_eur",
            "portal_url",
        ).first(),
    )
    stated = pl.col("deadline_dates").str.split("; ").list.eval(pl.element().str.to_date("%Y-%m-%d", strict=False))
    is_stated = stated.list.drop_nulls().list.len() > 0
    return (
        topics.with_columns(pl.when(is_stated).then(stated).otherwise(pl.concat_list("deadline_date")).alias("dates"))
        .with_columns(pl.col("dates").list.len().alias("deadline_count"))
        .with_columns(pl.int_ranges(1, pl.col("deadline_count") + 1).alias("deadline_number"))
        .explode("dates", "deadline_number")
        .filter(pl.col("dates") >= as_of)
        .with_columns(pl.col("dates").alias("deadline_date"))
        .drop("dates", "deadline_dates")
        .unique(["topic_id", "deadline_date"], maintain_order=True)
        .sort("deadline_date", "topic_id")
    )


def _name(table: ExportedTable) -> str:
    partnership = table.filters.get("partnership")
    return f"Funding deadlines: {partnership or 'all partnerships'}"


def _make_event(row: Mapping[str, Any], stamp: datetime, known: FollowedDeadlines, public_url: str) -> Event:
    event = Event()
    mark = known.marks.get(row["deadline_date"], row["deadline_date"].isoformat())
    event.add("uid", str(uuid5(NAMESPACE_URL, f"interregio:deadline:{row['topic_id']}:{mark}")))
    event.add("dtstamp", stamp)
    event.add("sequence", known.change_count)
    event.add("dtstart", datetime.combine(row["deadline_date"], CLOSING_TIME, BRUSSELS))
    stage = f" ({words})" if (words := _stage(row)) else ""
    summary = f"Deadline {row['topic_id']}: {row['topic_title'] or 'untitled'}{stage}"
    event.add("summary", summary)
    event.add("description", _describe(row, public_url))
    event.add("categories", ["Funding deadline"])
    event.add("transp", "TRANSPARENT")
    if row["portal_url"]:
        event.add("url", str(row["portal_url"]))
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{days} days left: {summary}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def _stage(row: Mapping[str, Any]) -> str:
    """Which of the topic's deadlines it is; nothing where there is one alone."""
    # The portal lists the second of two stages only once its date is set.
    is_staged, count = row["deadline_model"] == "two-stage", row["deadline_count"]
    if count == 1 and not is_staged:
        return ""
    return f"{'stage' if is_staged else 'cut-off'} {row['deadline_number']} of {max(count, 2) if is_staged else count}"


def _describe(row: Mapping[str, Any], public_url: str) -> str:
    named, more = row["partnerships"][:NAMED_PARTNERSHIPS], row["partnerships"][NAMED_PARTNERSHIPS:]
    lines = [
        f"Matched with: {', '.join(named)}{f' and {len(more)} more' if more else ''}",
        None if row["best_score"] is None else f"Best score: {row['best_score']:.1f} of 100",
        f"Programme: {row['programme_name'] or 'not known'} ({row['action_type_code'] or 'action not known'})",
        f"Stage: {_stage(row)}" if _stage(row) else None,
        f"Status: {row['topic_status']}",
        None if row["budget_eur"] is None else f"Budget: EUR {row['budget_eur']:,.0f}",
        None
        if row["budget_estimate_eur"] is None
        else f"Budget, estimated from the grants expected: EUR {row['budget_estimate_eur']:,.0f}",
        f"Here: {public_url}/funding?{urlencode({'text': str(row['topic_id'])})}" if public_url else None,
    ]
    return "\n".join(line for line in lines if line)

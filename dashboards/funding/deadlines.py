"""The card of deadlines, shared by `/` and `/funding`."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.calendar import draw_calendar
from dashboards.components.figure_card import Card
from dashboards.formats import count_of, format_date
from dashboards.funding.tables import DEADLINES
from warehouse.store.reader import Snapshot

NEAR_DAYS = 60
NAMED = 5


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

"""Changes since the previous edition: figures with their causes, the rows behind one, what happened to matches.

Belongs here: the words and the links. Causes are found by dbt (``marts_quality.fct_change``), events too
(``marts_funding.fct_match_event``); their rows come from `tables`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.changes.queries import base_edition, list_figures
from dashboards.changes.tables import CHANGED_ROWS, FIGURE_CHANGES, MATCH_EVENTS
from dashboards.components.figure_card import Card
from dashboards.formats import count_of, format_change, format_count, format_date, format_money
from dashboards.urls import page_url, partnership_url
from warehouse.products.matches.events import headline
from warehouse.store.reader import Snapshot

FIGURE = "figure"
"""The page's parameter that names the figure whose rows are shown."""
EVENTS_SHOWN = 6
ROWS_PAGE_SIZE = 25
CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "new_data": "new data",
        "corrected_data": "data corrected or withdrawn",
        "time": "time passed",
        "links": "organisations linked differently",
        "method": "our method changed",
        "context": "other rows of the sources changed",
    }
)
_EVENT_KINDS = {
    "new_match": ("new match", "new matches"),
    "deadline_changed": ("deadline changed", "deadlines changed"),
    "budget_changed": ("budget changed", "budgets changed"),
    "deadline_near": ("deadline came near", "deadlines came near"),
}
_FIRST = "This is the first edition: there is no earlier one to compare it with."


def figure_changes_card(snapshot: Snapshot, path: str) -> Card:
    """Each headline figure that moved, from what to what, and why."""
    base = base_edition(snapshot).row(0, named=True)
    changes = FIGURE_CHANGES.rows(snapshot, {})
    figures = changes.unique("figure_id", maintain_order=True)
    known = list_figures(snapshot).height
    return Card(
        heading="Changes since the previous edition",
        finding=_changes_finding(base, changes, figures),
        spec=FIGURE_CHANGES,
        frame=changes,
        body=h.ol(class_="changes")[
            [_figure_change(group, path) for _, group in changes.group_by("figure_id", maintain_order=True)]
        ]
        if not changes.is_empty()
        else h.div,
        coverage=_changes_coverage(base, figures.height, known),
        definition="Rows of both editions are compared one by one; each that moved has one cause.",
        shape="narrow",
    )


def _changes_finding(base: Mapping[str, Any], changes: pl.DataFrame, figures: pl.DataFrame) -> str:
    if base["base_as_of"] is None:
        return _FIRST
    since = f"the edition of {format_date(base['base_as_of'])}"
    if changes.is_empty():
        return f"No headline figure moved since {since}."
    rows = changes.group_by("cause").agg(pl.col("row_count").sum()).sort(["row_count", "cause"], descending=True)
    return (
        f"{count_of(figures.height, 'headline figure')} moved since {since}, most rows because of "
        f"{CAUSES[rows['cause'][0]]}."
    )


def _changes_coverage(base: Mapping[str, Any], moved: int, known: int) -> str:
    if base["base_as_of"] is None:
        return "Nothing to compare yet; the next edition will be compared with this one."
    return (
        f"{format_count(moved)} of {count_of(known, 'headline figure')} moved; compared with edition "
        f"{base['base_edition_id'] or 'not known'} of {format_date(base['base_as_of'])}. Generated rows are not "
        "compared."
    )


def _figure_change(causes: pl.DataFrame, path: str) -> Node:
    first = causes.row(0, named=True)
    unit, figure = first["unit"], first["figure_id"]
    show = format_money if unit == "EUR" else format_count
    parts = "; ".join(
        f"{format_change(row['amount'], unit)} {CAUSES[row['cause']]} ({count_of(row['row_count'], 'row')})"
        for row in causes.iter_rows(named=True)
    )
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[first["figure_name"]],
            h.span(class_="change-values")[
                f"{show(first['previous_value'])} → {show(first['current_value'])} ",
                h.strong[format_change(first["difference"], unit)],
            ],
        ],
        h.div(class_="change-causes")[
            f"{parts}. ",
            h.a(
                href=page_url(path, {FIGURE: figure}, CHANGED_ROWS.name),
                title=f"Rows that moved {first['figure_name']}",
            )["Show the rows"],
        ],
    ]


def changed_rows_card(snapshot: Snapshot, path: str, parameters: Mapping[str, str]) -> Card | None:
    """The rows behind the figure that the URL names; None where it names none."""
    if not parameters.get(FIGURE):
        return None
    own = {FIGURE: parameters[FIGURE]}
    rows = CHANGED_ROWS.rows(snapshot, own)
    name = dict(list_figures(snapshot).select("figure_id", "figure_name").rows())[own[FIGURE]]
    causes = rows.group_by("cause").len().sort(["len", "cause"], descending=[True, False])
    words = "; ".join(f"{format_count(count)} by {CAUSES[cause]}" for cause, count in causes.rows())
    return Card(
        heading=f"Rows that moved: {name}",
        finding=f"{count_of(rows.height, 'row')} moved the figure{f': {words}' if words else ''}.",
        spec=CHANGED_ROWS,
        frame=rows,
        coverage="Every row whose part in the figure differs from the previous edition.",
        table_parameters=own,
        page_size=ROWS_PAGE_SIZE,
        notes=(h.a(href=path)["Close this list"],),
    )


def match_events_card(snapshot: Snapshot) -> Card:
    """What happened to watched matches since the previous edition; the newest that somebody may want to act on."""
    base = base_edition(snapshot).row(0, named=True)
    events = MATCH_EVENTS.rows(snapshot, {})
    since = base["base_as_of"]
    recent = events if since is None else events.filter(pl.col("event_date") > since)
    shown = recent.filter(pl.col("event_kind") != "deadline_near").head(EVENTS_SHOWN)
    return Card(
        heading="What happened to matches",
        finding=_events_finding(since, recent),
        spec=MATCH_EVENTS,
        frame=events,
        body=h.ul(class_="events")[[_event(event) for event in shown.iter_rows(named=True)]],
        coverage=(
            (
                f"The list shows the newest {shown.height}, the best matches first; the table "
                if shown.height
                else "The table "
            )
            + "has all of recent weeks. Watched are matches above a minimum score that nobody muted."
        ),
        formats=("csv", "xlsx", "bundle"),
        notes=(h.a(href="/feeds/funding-match.atom")["The same as a feed (Atom)"],),
        shape="narrow",
    )


def _events_finding(since: date | None, recent: pl.DataFrame) -> str:
    counts = dict(recent.group_by("event_kind").len().rows())
    words = ", ".join(
        f"{format_count(counts[kind])} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in _EVENT_KINDS.items()
        if kind in counts
    )
    if since is None:
        news = "This is the first edition, so every match is new"
        return f"{news}: {words}." if words else f"{news}."
    return f"Since {format_date(since)}: {words or 'nothing happened to a watched match'}."


def _event(event: Mapping[str, Any]) -> Node:
    before, after = event["value_before"] or "not known", event["value_after"] or "not known"
    change = f" {before} → {after}." if event["event_kind"] in {"deadline_changed", "budget_changed"} else ""
    due = f" Deadline {format_date(event['deadline_date'])}." if event["deadline_date"] else ""
    return h.li[
        h.span(class_="event-date")[format_date(event["event_date"])],
        h.span[
            h.a(href=page_url(partnership_url(event["partnership_id"]), fragment="funding-match"))[headline(event)],
            change or due,
        ],
    ]

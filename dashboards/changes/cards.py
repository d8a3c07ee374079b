"""Changes since the previous edition: figures with their causes, the rows behind one, what happened to matches.

Belongs here: the cards and their links. Causes are found by dbt (``marts_quality.fct_change``), events too
(``marts_funding.fct_match_event``); their rows come from `tables`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.changes.queries import base_edition, list_figures
from dashboards.changes.tables import CHANGED_ROWS, FIGURE_CHANGES, MATCH_EVENTS
from dashboards.components.figure_card import Card
from dashboards.formats import NOT_KNOWN, format_change, format_count, format_date, format_money
from dashboards.urls import page_url, partnership_url
from dashboards.words import Words
from warehouse.products.matches.events import headline
from warehouse.store.reader import Snapshot

say = Words(__file__)

FIGURE = "figure"
"""The page's parameter that names the figure whose rows are shown."""
EVENTS_SHOWN = 6
ROWS_PAGE_SIZE = 25
_EVENT_KINDS = ("new_match", "deadline_changed", "budget_changed", "deadline_near")


def name_cause(cause: str) -> str:
    """Why a figure moved, in words."""
    return say(f"cause-{cause}")


def figure_changes_card(snapshot: Snapshot, path: str) -> Card:
    """Each headline figure that moved, from what to what, and why."""
    base = base_edition(snapshot).row(0, named=True)
    changes = FIGURE_CHANGES.rows(snapshot, {})
    figures = changes.unique("figure_id", maintain_order=True)
    known = list_figures(snapshot).height
    return Card(
        heading=say("figures"),
        finding=_changes_finding(base, changes, figures),
        spec=FIGURE_CHANGES,
        frame=changes,
        body=h.ol(class_="changes")[
            [_figure_change(group, path) for _, group in changes.group_by("figure_id", maintain_order=True)]
        ]
        if not changes.is_empty()
        else h.div,
        coverage=_changes_coverage(base, figures.height, known),
        definition=say("figures.definition"),
        shape="narrow",
    )


def _changes_finding(base: Mapping[str, Any], changes: pl.DataFrame, figures: pl.DataFrame) -> str:
    if base["base_as_of"] is None:
        return say("figures.first")
    if changes.is_empty():
        return say("figures.none", since=base["base_as_of"])
    rows = changes.group_by("cause").agg(pl.col("row_count").sum()).sort(["row_count", "cause"], descending=True)
    cause = name_cause(rows["cause"][0])
    return say("figures.finding", figures=figures.height, since=base["base_as_of"], cause=cause)


def _changes_coverage(base: Mapping[str, Any], moved: int, known: int) -> str:
    if base["base_as_of"] is None:
        return say("figures.coverage-first")
    edition = base["base_edition_id"] or NOT_KNOWN
    return say("figures.coverage", moved=moved, figures=known, edition=edition, since=base["base_as_of"])


def _figure_change(causes: pl.DataFrame, path: str) -> Node:
    first = causes.row(0, named=True)
    unit, figure = first["unit"], first["figure_id"]
    show = format_money if unit == "EUR" else format_count
    parts = "; ".join(
        say(
            "figures.part",
            change=format_change(row["amount"], unit),
            cause=name_cause(row["cause"]),
            rows=row["row_count"],
        )
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
                title=say("figures.rows-of", figure=first["figure_name"]),
            )[say("figures.rows")],
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
    parts = "; ".join(say("rows.part", rows=count, cause=name_cause(cause)) for cause, count in causes.rows())
    return Card(
        heading=say("rows", figure=name),
        finding=say("rows.finding", rows=rows.height, causes=parts) if parts else say("rows.none"),
        spec=CHANGED_ROWS,
        frame=rows,
        coverage=say("rows.coverage"),
        table_parameters=own,
        page_size=ROWS_PAGE_SIZE,
        notes=(h.a(href=path)[say("rows.close")],),
    )


def match_events_card(snapshot: Snapshot) -> Card:
    """What happened to watched matches since the previous edition; the newest that somebody may want to act on."""
    base = base_edition(snapshot).row(0, named=True)
    events = MATCH_EVENTS.rows(snapshot, {})
    since = base["base_as_of"]
    recent = events if since is None else events.filter(pl.col("event_date") > since)
    shown = recent.filter(pl.col("event_kind") != "deadline_near").head(EVENTS_SHOWN)
    return Card(
        heading=say("events"),
        finding=_events_finding(since, recent),
        spec=MATCH_EVENTS,
        frame=events,
        body=h.ul(class_="events")[[_event(event) for event in shown.iter_rows(named=True)]],
        coverage=say("events.coverage", shown=shown.height),
        formats=("csv", "xlsx", "bundle"),
        notes=(h.a(href="/feeds/funding-match.atom")[say("events.feed")],),
        shape="narrow",
    )


def _events_finding(since: date | None, recent: pl.DataFrame) -> str:
    if since is None:
        return say("events.first")
    counts = dict(recent.group_by("event_kind").len().rows())
    happened = ", ".join(say(f"event-{kind}", count=counts[kind]) for kind in _EVENT_KINDS if kind in counts)
    return say("events.finding", since=since, happened=happened) if happened else say("events.none", since=since)


def _event(event: Mapping[str, Any]) -> Node:
    said = ""
    if event["event_kind"] in {"deadline_changed", "budget_changed"}:
        said = f" {event['value_before'] or NOT_KNOWN} → {event['value_after'] or NOT_KNOWN}."
    elif event["deadline_date"]:
        said = f" {say('events.deadline', day=event['deadline_date'])}"
    return h.li[
        h.span(class_="event-date")[format_date(event["event_date"])],
        h.span[
            h.a(href=page_url(partnership_url(event["partnership_id"]), fragment="funding-match"))[headline(event)],
            said,
        ],
    ]

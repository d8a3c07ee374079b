"""A figure with all it owes its reader: finding, source, as-of date, coverage, definition, table, download."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import plotly.graph_objects as go
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.attributes import attributes
from dashboards.components.freshness import source_line
from dashboards.components.table import PAGE_SIZE, RowAction, page_parameter, render_table
from dashboards.formats import count_of, format_count, format_date
from dashboards.quality.queries import latest_source_status
from dashboards.tables import TableSpec
from dashboards.text import define, explain
from dashboards.urls import table_url
from warehouse.products.files.formats import find_format
from warehouse.store.errors import EditionLacksError
from warehouse.store.reader import Snapshot

DEMO_MARK = "demonstration data"
TOPOJSON_URL = "/assets/topojson/"


@dataclass(frozen=True)
class Card:
    """What stands in one card.

    Attributes:
        heading: what the figure is about.
        finding: the one sentence it says, computed from the data.
        spec: the table behind it.
        frame: that table's rows.
        figure: the chart; None where the table is the figure.
        body: what stands in the place of a chart where words say more than marks.
        coverage: how much of what there could be is in it.
        definition: used where the edition's dictionary has none for the table.
        path: of the page.
        page_parameters: of the page, for turning the table's pages.
        table_parameters: that make up this table, for its file.
        page_size: rows per page of the table.
        formats: the files offered.
        notes: more sentences a reader needs.
        shape: of the chart; a map stands beside its words where there is room.
        row_action: what can be done with a row of the table.
    """

    heading: str
    finding: str
    spec: TableSpec
    frame: pl.DataFrame
    coverage: str
    path: str
    figure: go.Figure | None = None
    body: Component | None = None
    definition: str = ""
    page_parameters: Mapping[str, str] = field(default_factory=dict)
    table_parameters: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE_SIZE
    formats: tuple[str, ...] = ("csv", "xlsx", "bundle")
    notes: tuple[str | Component, ...] = ()
    shape: Literal["wide", "narrow", "map"] = "wide"
    row_action: RowAction | None = None


def draw_part(name: str, title: str, build: Callable[[], Component | None]) -> Component | None:
    """Draw one part of a page; where the edition is too old for it, say so in its place.

    The rest of the page stands: after a rollback only what is newer than the edition is missing.

    Args:
        name: id of the heading that stands in.
        title: what is missing, as a heading.
        build: makes the part; None leaves its place empty.
    """
    try:
        return build()
    except EditionLacksError as error:
        return html.Section(
            [html.H2(title, id=name), html.P(str(error), className="finding", role="note")],
            className="card lacking",
            **attributes(aria_labelledby=name),
        )


def draw_card(snapshot: Snapshot, spec: TableSpec, build: Callable[[], Card | None]) -> Component | None:
    """Draw the card of a table, or what stands in for it; see `draw_part`."""

    def draw() -> Component | None:
        card = build()
        return None if card is None else figure_card(snapshot, card)

    return draw_part(spec.name, spec.title, draw)


def figure_card(snapshot: Snapshot, card: Card) -> Component:
    """Draw the card."""
    is_demo = snapshot.edition.is_demo and card.spec.rests_on_participations
    return html.Section(
        [
            html.Div(
                [
                    html.H2(card.heading, id=card.spec.name),
                    html.P(DEMO_MARK.capitalize(), className="demo-mark") if is_demo else None,
                    html.P(card.finding + (f" ({DEMO_MARK})" if is_demo else ""), className="finding"),
                    *(html.P(note, className="note") for note in card.notes),
                ],
                className="card-head",
            ),
            card.body,
            _graph(card) if card.figure is not None else None,
            _table(snapshot, card),
            _facts(snapshot, card),
        ],
        className=f"card {card.shape}",
        **attributes(aria_labelledby=card.spec.name),
    )


def graph_id(spec: TableSpec) -> str:
    """The id of the chart above a table, for callbacks."""
    return f"chart-{spec.name}"


def _graph(card: Card) -> Component:
    figure = card.figure or go.Figure()
    return html.Div(
        dcc.Graph(
            id=graph_id(card.spec),
            figure=figure,
            responsive=True,
            config=cast("Any", _graph_config()),
            style={"height": f"{figure.layout.height or 360}px"},
        ),
        className="chart",
        role="img",
        **attributes(aria_label=f"Chart. {card.finding} The table below holds the same figures."),
    )


def _graph_config() -> dict[str, Any]:
    return {
        "displayModeBar": False,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        # Plotly's geo subplot fetches a base map from elsewhere even when it is hidden; ours is empty.
        "topojsonURL": TOPOJSON_URL,
    }


def _table(snapshot: Snapshot, card: Card) -> Component:
    table = render_table(
        card.spec,
        card.spec.describe(snapshot),
        card.frame,
        path=card.path,
        parameters=card.page_parameters,
        page_size=card.page_size,
        row_action=card.row_action,
    )
    if card.figure is None and card.body is None:
        return html.Div([table, _downloads(card)], className="card-table")
    is_turned = page_parameter(card.spec) in card.page_parameters
    rows = count_of(card.frame.height, "row")
    behind = "list" if card.figure is None else "chart"
    return html.Div(
        [
            html.Details(
                [html.Summary(f"Table behind this {behind} ({rows})"), table], open=is_turned, className="twin"
            ),
            _downloads(card),
        ],
        className="card-table",
    )


def _downloads(card: Card) -> Component:
    links = [
        html.A(
            f"Download {find_format(file_format, card.formats).label}",
            href=table_url(card.spec.name, card.table_parameters, file_format),
            className="download",
            **attributes(aria_label=f"Download the table {card.spec.title} as {file_format}"),
        )
        for file_format in card.formats
    ]
    rows = format_count(card.frame.height)
    return html.P(
        [*links, html.Span(f"{rows} rows, the same as in the table", className="download-note")],
        className="downloads",
    )


def _facts(snapshot: Snapshot, card: Card) -> Component:
    edition = snapshot.edition
    statuses = latest_source_status(snapshot)
    definition = define(snapshot, card.spec.address) if card.spec.address else None
    facts = {
        "Source": source_line(statuses, card.spec.rests_on, is_demo=edition.is_demo) + ".",
        "As of": format_date(edition.as_of),
        "Coverage": card.coverage,
        "Definition": " ".join(filter(None, (card.definition, definition))) or card.spec.one_row,
    }
    terms: list[Component] = []
    for term, words in facts.items():
        terms.append(html.Div([html.Dt(term), html.Dd(words)]))
    return html.Div(
        [html.Dl(terms, className="facts"), _method(snapshot, card.spec), _column_meanings(snapshot, card.spec)],
        className="card-facts",
    )


def _method(snapshot: Snapshot, spec: TableSpec) -> Component | None:
    method = explain(snapshot, spec.address) if spec.address else None
    if method is None:
        return None
    return html.Details([html.Summary("How it is made"), dcc.Markdown(method, className="method")], className="twin")


def _column_meanings(snapshot: Snapshot, spec: TableSpec) -> Component | None:
    known = [column for column in spec.describe(snapshot) if column.description]
    if not known:
        return None
    terms: list[Component] = []
    for column in known:
        terms += [html.Dt([column.label, html.Code(column.name)]), html.Dd(column.description)]
    return html.Details([html.Summary("What the columns mean"), html.Dl(terms, className="meanings")], className="twin")

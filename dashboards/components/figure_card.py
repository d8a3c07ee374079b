"""A figure with all it owes its reader: finding, chart, table, one line of sources, what it means, and its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import htpy as h
import plotly.graph_objects as go
import polars as pl
from htpy import Node

from dashboards.components.chart import chart
from dashboards.components.freshness import source_line
from dashboards.components.table import PAGE_SIZE, RowAction, is_turned, render_table
from dashboards.formats import format_date
from dashboards.quality.queries import latest_source_status
from dashboards.tables import TableSpec
from dashboards.text import define, find_method
from dashboards.urls import table_url
from dashboards.visit import Tab, Visit
from dashboards.words import Words
from warehouse.products.files.formats import find_format
from warehouse.store.errors import EditionLacksError
from warehouse.store.reader import Snapshot

say = Words(__file__, "components")


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
        coverage: how much of what there could be is in it; its first sentence stands under the figure.
        definition: beside what the edition's dictionary says of the table.
        table_parameters: that make up this table, for its file.
        page_size: rows per page of the table.
        formats: the files offered.
        notes: more that a reader needs.
        sort: order of the rows on the page where the address names none, as in it: `-score`; the file's if empty.
        shape: of the chart; a map stands beside its words where there is room.
        row_action: what can be done with a row of the table.
    """

    heading: str
    finding: str
    spec: TableSpec
    frame: pl.DataFrame
    coverage: str
    figure: go.Figure | None = None
    body: Node = None
    definition: str = ""
    table_parameters: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE_SIZE
    formats: tuple[str, ...] = ("csv", "xlsx", "bundle")
    notes: tuple[Node, ...] = ()
    sort: str = ""
    shape: Literal["wide", "narrow", "map"] = "wide"
    row_action: RowAction | None = None


def draw_part(name: str, title: str, build: Callable[[], Node]) -> Node:
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
        return h.section(".card.lacking", aria_labelledby=name)[
            h.h2(id=name)[title], h.p(".finding", role="note")[str(error)]
        ]


def find_answer(build: Callable[[], str]) -> str | None:
    """The sentence that answers a page's question; None where the edition is too old for it, as in `draw_part`."""
    try:
        return build()
    except EditionLacksError:
        return None


def draw_card(visit: Visit, spec: TableSpec, build: Callable[[], Card | None]) -> Node:
    """Draw the card of a table, or what stands in for it; see `draw_part`."""

    def draw() -> Node:
        card = build()
        return None if card is None else figure_card(visit, card)

    return draw_part(spec.name, spec.title, draw)


def card_tab(visit: Visit, name: str, label: str, *cards: tuple[TableSpec, Callable[[], Card | None]]) -> Tab:
    """A tab of cards, each beside its table; see `draw_card`."""
    return Tab(name, label, lambda: tuple(draw_card(visit, spec, build) for spec, build in cards))


def list_facts(facts: Mapping[str, Node]) -> Node:
    """What is known of one thing, term by term; a term without words is left out."""
    return h.dl(".facts")[(h.div[h.dt[term], h.dd[words]] for term, words in facts.items() if words)]


def profile_card(facts: Mapping[str, Node], above: Node = None) -> Node:
    """What is known of the thing that a page is about."""
    return h.section(".card", aria_label=say("profile"))[above, list_facts(facts)]


def figure_card(visit: Visit, card: Card) -> Node:
    """Draw the card."""
    snapshot = visit.snapshot
    is_demo = snapshot.edition.is_demo and card.spec.rests_on_participations
    name = card.spec.name
    return h.section(class_=f"card {card.shape}", aria_labelledby=name)[
        h.div(".card-head")[
            h.h2(id=name, tabindex="-1")[card.heading],
            h.p(".demo-mark")[say("demo.mark")] if is_demo else None,
            h.p(".finding")[say("demo.finding", finding=card.finding) if is_demo else card.finding],
            (h.p(".note")[note] for note in card.notes),
        ],
        card.body,
        chart(name, card.figure, card.finding) if card.figure is not None else None,
        h.div(".card-table")[_table(visit, card)],
        h.div(".card-foot")[_source_line(snapshot, card), _about(snapshot, card), _downloads(card)],
    ]


def _table(visit: Visit, card: Card) -> Node:
    table = render_table(
        card.spec,
        card.spec.describe(visit.snapshot),
        card.frame,
        path=visit.path,
        parameters=visit.parameters,
        page_size=card.page_size,
        sort=card.sort,
        row_action=card.row_action,
    )
    if card.figure is None and (card.body is None or card.shape == "map"):
        return table
    return h.details(".twin", id=f"{card.spec.name}-table", open=is_turned(card.spec, visit.parameters))[
        h.summary[say("table", rows=card.frame.height)], table
    ]


def _source_line(snapshot: Snapshot, card: Card) -> Node:
    sources = source_line(latest_source_status(snapshot), card.spec.rests_on, is_demo=snapshot.edition.is_demo)
    start, stop, _ = card.coverage.partition(". ")
    return h.p(".source-line")[" · ".join(filter(None, (sources, f"{start}." if stop else card.coverage)))]


def _about(snapshot: Snapshot, card: Card) -> Node:
    spec = card.spec
    definition = define(snapshot, spec.address) if spec.address else None
    method = find_method(snapshot, spec.address) if spec.address else None
    meanings = [column for column in spec.describe(snapshot) if column.description]
    return h.details(".about")[
        h.summary[h.span[say.nodes("about", {"span": h.span(".sr-only")}, heading=card.heading)]],
        list_facts(
            {
                say("about.definition"): " ".join(filter(None, (card.definition, definition))) or spec.one_row,
                say("about.coverage"): card.coverage,
                say("about.as-of"): format_date(snapshot.edition.as_of),
                say("about.method"): h.a(href=f"/methodology/{method.anchor}")[method.question] if method else None,
            }
        ),
        h.dl(".meanings")[
            ([h.dt[column.label, " ", h.code[column.name]], h.dd[column.description]] for column in meanings)
        ]
        if meanings
        else None,
    ]


def _downloads(card: Card) -> Node:
    return h.details(".downloads")[
        h.summary[h.span[say.nodes("download", {"span": h.span(".sr-only")}, title=card.spec.title)]],
        h.ul[
            (
                h.li[
                    h.a(".download", href=table_url(card.spec.name, card.table_parameters, file_format))[
                        find_format(file_format, card.formats).label
                    ]
                ]
                for file_format in card.formats
            )
        ],
        h.p[say("download.size", rows=card.frame.height, columns=len(card.spec.columns))],
    ]

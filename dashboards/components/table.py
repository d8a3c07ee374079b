"""A table as people and screen readers can use it: caption, headed columns, numbers to the right, paged by the URL.

Rows, columns and order are those of the file of the same name; only the print of a value differs. Which columns there
are is in `<domain>/tables.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import formats
from dashboards.components.attributes import attributes
from dashboards.tables import TableSpec
from dashboards.urls import page_url, partnership_url, region_url
from warehouse.products.files.columns import Column, Kind

PAGE_SIZE = 50
_NUMERIC = {"count", "number", "euro", "score", "share"}
_WIDE = 40
_LONG = 200

RowAction = Callable[[Mapping[str, Any]], Component]
"""A row's values by column, to the link that leads on."""
Cell = str | int | float | bool | Decimal | date | list[str] | None


@dataclass(frozen=True)
class _Place:
    """Where in a table, on which page of the dashboards, a reader stands."""

    spec: TableSpec
    path: str
    parameters: Mapping[str, str]
    page: int
    pages: int


def page_parameter(spec: TableSpec) -> str:
    """The URL parameter that turns this table's pages."""
    return f"{spec.name.replace('-', '_')}_page"


def read_page(spec: TableSpec, parameters: Mapping[str, str]) -> int:
    """The page asked for, 1 where none or no number is given."""
    text = parameters.get(page_parameter(spec), "")
    return max(int(text), 1) if text.isdecimal() else 1


def render_table(
    spec: TableSpec,
    columns: Sequence[Column],
    frame: pl.DataFrame,
    *,
    path: str,
    parameters: Mapping[str, str],
    page_size: int = PAGE_SIZE,
    row_action: RowAction | None = None,
) -> Component:
    """Draw one page of a table inside its own scroll container.

    Args:
        spec: the table.
        columns: what the edition says of its columns.
        frame: all its rows.
        path: of the page it stands on, for the links to its other pages.
        parameters: of the page, which those links keep.
        page_size: rows per page.
        row_action: what can be done with a row, in a first column of its own that no file has.
    """
    if frame.is_empty():
        return html.P("The table has no row.", className="table-empty")
    pages = ceil(frame.height / page_size)
    place = _Place(spec, path, parameters, min(read_page(spec, parameters), pages), pages)
    first = (place.page - 1) * page_size
    shown = frame.slice(first, page_size)
    return html.Div(
        [
            html.Div(
                html.Table(
                    [
                        html.Caption(f"{spec.title}. {spec.one_row}"),
                        html.Thead(html.Tr([*_action_head(row_action), *(_head(column) for column in columns)])),
                        html.Tbody([_row(columns, row, row_action) for row in shown.iter_rows()]),
                    ],
                    **attributes(data_table=spec.name, data_rows=str(frame.height)),
                ),
                className="table-scroll",
                tabIndex=0,
                role="region",
                **attributes(aria_label=f"{spec.title}, table"),
            ),
            _pager(place, first + 1, first + shown.height, frame.height) if pages > 1 else None,
        ]
    )


def _head(column: Column) -> Component:
    return html.Th(
        column.label,
        scope="col",
        className="numeric" if column.kind in _NUMERIC else None,
        **attributes(data_column=column.name),
    )


def _action_head(row_action: RowAction | None) -> list[Component]:
    return [html.Th("Review", scope="col", **attributes(data_action="review"))] if row_action else []


def _row(columns: Sequence[Column], values: Sequence[Cell], row_action: RowAction | None) -> Component:
    named = dict(zip((column.name for column in columns), values, strict=True))
    action = [html.Td(row_action(named), **attributes(data_action="review"))] if row_action else []
    return html.Tr([*action, *(_cell(column, value) for column, value in zip(columns, values, strict=True))])


def _cell(column: Column, value: Cell) -> Component:
    text = print_value(column, value)
    classes = [
        "numeric" if column.kind in _NUMERIC else "",
        "unknown" if value is None else "",
        "wide" if len(text) > _WIDE else "",
        "long" if len(text) > _LONG else "",
        "code" if column.kind == "code" else "",
    ]
    return html.Td(_linked(column, value, text), className=" ".join(filter(None, classes)) or None)


def _linked(column: Column, value: Cell, text: str) -> Component | str | list[Component | str]:
    if value is None:
        return text
    if column.page == "partnership":
        return dcc.Link(text, href=partnership_url(text))
    # A member without a NUTS code has an id of its own, with a colon, and no page.
    if column.page == "region" and ":" not in text:
        return dcc.Link(text, href=region_url(text))
    return _external_links(text) if column.kind == "url" else text


def _external_links(value: str) -> list[Component | str]:
    parts = [part.strip() for part in value.split(";")]
    links: list[Component | str] = []
    for part in parts:
        links += [
            "; " if links else "",
            _external(part) if part.startswith(("https://", "http://")) else part,
        ]
    return links


def _external(address: str) -> Component:
    host = address.split("/")[2]
    return html.A(host, href=address, title=address, rel="noopener noreferrer")


def print_value(column: Column, value: Cell) -> str:
    """One value as text for reading; "not known" where it is missing."""
    if value is None:
        return formats.NOT_KNOWN
    return _PRINTERS.get(column.kind, str)(value)


def _print_words(value: str) -> str:
    """Code words such as more_developed as words; text that is no code word stays as it is."""
    return value.replace("_", " ") if _CODE_WORD.fullmatch(value) else value


_CODE_WORD = re.compile(r"[a-z]+(_[a-z]+)+")
_PRINTERS: Mapping[Kind, Callable[[Any], str]] = {
    "text": _print_words,
    "count": formats.format_count,
    "euro": formats.format_euro,
    "score": formats.format_score,
    "number": lambda value: f"{value:g}",
    "share": lambda value: f"{float(value):.2f}",
    "date": formats.format_date,
    "stated_date": formats.format_stated_date,
    "flag": lambda value: "yes" if value else "no",
    "list": lambda value: "; ".join(value) or "none",
}


def _pager(place: _Place, first: int, last: int, rows: int) -> Component:
    words = f"Rows {formats.format_count(first)} to {formats.format_count(last)} of {formats.format_count(rows)}"
    return html.Nav(
        [
            _turn("Previous", place, place.page - 1),
            html.Span(f"{words}, page {formats.format_count(place.page)} of {formats.format_count(place.pages)}"),
            _turn("Next", place, place.page + 1),
        ],
        className="pager",
        **attributes(aria_label=f"Pages of the table {place.spec.title}"),
    )


def _turn(label: str, place: _Place, page: int) -> Component:
    if not 1 <= page <= place.pages:
        return html.Span(label, className="pager-off")
    turned = {**place.parameters, page_parameter(place.spec): str(page)}
    return dcc.Link(label, href=page_url(place.path, turned, place.spec.name))

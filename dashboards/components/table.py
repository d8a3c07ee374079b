"""A table as people and screen readers can use it: caption, headed columns, sorted and turned by the address.

Rows are those of the file of the same name; the page shows its most telling columns, the file has all. Which columns
there are is in `<domain>/tables.py`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards import formats
from dashboards.tables import TableSpec
from dashboards.urls import call_sheet_url, organisation_url, page_url, partnership_url, region_url
from dashboards.words import Words
from warehouse.products.files.columns import Column, Kind
from warehouse.products.matches.query import FilterError

say = Words(__file__, "components")

PAGE_SIZE = 20
_NUMERIC = {"count", "number", "euro", "score", "share"}
_UNSORTED = {"list", "url"}
_WIDE = 40
_LONG = 200

RowAction = Callable[[Mapping[str, Any]], Node]
"""A row's values by column, to the link that leads on."""
Cell = str | int | float | bool | Decimal | date | list[str] | None


@dataclass(frozen=True)
class _Place:
    """Where in a table, on which page of the dashboards, a reader stands."""

    spec: TableSpec
    path: str
    parameters: Mapping[str, str]
    sort: str
    page: int
    pages: int

    def address(self, **changed: str | None) -> str:
        return page_url(self.path, {**self.parameters, **changed}, self.spec.name)


def page_parameter(spec: TableSpec) -> str:
    """The URL parameter that turns this table's pages."""
    return f"{spec.name.replace('-', '_')}_page"


def sort_parameter(spec: TableSpec) -> str:
    """The URL parameter that sorts this table: a column's name, behind a minus sign from high to low."""
    return f"{spec.name.replace('-', '_')}_sort"


def is_turned(spec: TableSpec, parameters: Mapping[str, str]) -> bool:
    """Whether the address turns or sorts this table."""
    return page_parameter(spec) in parameters or sort_parameter(spec) in parameters


def read_page(spec: TableSpec, parameters: Mapping[str, str]) -> int:
    """The page asked for, 1 where none is given.

    Raises:
        FilterError: it is no number.
    """
    name = page_parameter(spec)
    text = parameters.get(name, "1")
    if not text.isdecimal() or int(text) < 1:
        raise FilterError(f"{name}: expected a number from 1 on, came {text!r}")
    return int(text)


def sort_rows(spec: TableSpec, frame: pl.DataFrame, parameters: Mapping[str, str], default: str = "") -> pl.DataFrame:
    """The rows in the order that the address asks for, else in the page's own; what is not known stands last.

    Raises:
        FilterError: the table shows no such column.
    """
    asked = parameters.get(sort_parameter(spec), default)
    if not asked:
        return frame
    column = asked.removeprefix("-")
    if column not in spec.on_page:
        raise FilterError(
            f"{sort_parameter(spec)}: no such value {asked!r}; valid values: {', '.join(spec.on_page)}, each also "
            "behind a minus sign"
        )
    key = pl.col(column).str.to_lowercase() if frame.schema[column] == pl.String else pl.col(column)
    return frame.sort(key, descending=asked.startswith("-"), nulls_last=True, maintain_order=True)


def render_table(
    spec: TableSpec,
    columns: Sequence[Column],
    frame: pl.DataFrame,
    *,
    path: str,
    parameters: Mapping[str, str],
    page_size: int = PAGE_SIZE,
    sort: str = "",
    row_action: RowAction | None = None,
) -> Node:
    """Draw one page of a table inside its own scroll container.

    Args:
        spec: the table.
        columns: what the edition says of its columns.
        frame: all its rows.
        path: of the page it stands on, for the links to its other pages.
        parameters: of the page, which those links keep.
        page_size: rows per page.
        sort: order where the address names none.
        row_action: what can be done with a row, in a first column of its own that no file has.
    """
    if frame.is_empty():
        return h.p(".table-empty")[say("table.none")]
    pages = ceil(frame.height / page_size)
    place = _Place(spec, path, parameters, sort, min(read_page(spec, parameters), pages), pages)
    first = (place.page - 1) * page_size
    shown = sort_rows(spec, frame, parameters, sort).slice(first, page_size)
    seen = [column for column in columns if column.name in spec.on_page]
    return [
        h.div(".table-scroll", tabindex="0", role="region", aria_label=say("table.frame", title=spec.title))[
            h.table(data_table=spec.name, data_rows=str(frame.height))[
                h.caption[f"{spec.title}. {spec.one_row}"],
                h.thead[
                    h.tr[
                        h.th(scope="col", data_action="review")[say("table.review")] if row_action else None,
                        (_head(column, place) for column in seen),
                    ]
                ],
                h.tbody[(_row(spec, seen, row, row_action) for row in shown.iter_rows(named=True))],
            ]
        ],
        _pager(place, first + 1, first + shown.height, frame.height) if pages > 1 else None,
    ]


def _head(column: Column, place: _Place) -> Node:
    is_numeric = column.kind in _NUMERIC
    asked = place.parameters.get(sort_parameter(place.spec), place.sort)
    is_sorted = asked.removeprefix("-") == column.name
    is_descending = asked.startswith("-")
    turned = f"-{column.name}" if (not is_descending if is_sorted else is_numeric) else column.name
    label: Node = column.label
    if column.kind not in _UNSORTED:
        address = place.address(**{sort_parameter(place.spec): turned, page_parameter(place.spec): None})
        sign = ("▼" if is_descending else "▲") if is_sorted else ""
        label = h.a(href=address, data_swap=True)[
            column.label, h.span(aria_hidden="true")[f" {sign}"] if sign else None
        ]
    return h.th(
        class_="numeric" if is_numeric else None,
        scope="col",
        title=column.unit or None,
        aria_sort=("descending" if is_descending else "ascending") if is_sorted else None,
        data_column=column.name,
    )[label]


def _row(spec: TableSpec, columns: Sequence[Column], row: Mapping[str, Any], row_action: RowAction | None) -> Node:
    return h.tr[
        h.td(data_action="review")[row_action(row)] if row_action else None,
        (_cell(spec, column, row) for column in columns),
    ]


def _cell(spec: TableSpec, column: Column, row: Mapping[str, Any]) -> Node:
    value: Cell = row[column.name]
    is_none = value is None and column.name in spec.may_lack
    text = "–" if is_none else print_value(column, value)
    classes = {
        "numeric": column.kind in _NUMERIC,
        "unknown": value is None and not is_none,
        "date": column.kind == "date",
        "wide": len(text) > _WIDE,
        "long": len(text) > _LONG,
        "code": column.kind == "code",
    }
    return h.td(class_=classes if any(classes.values()) else None)[_linked(column, value, text, row)]


def _linked(column: Column, value: Cell, text: str, row: Mapping[str, Any]) -> Node:
    if value is None:
        return text
    if column.page == "partnership":
        return h.a(href=partnership_url(text))[text]
    # The name leads on where the id is left to the file.
    if identity := row.get(_NAMES.get(column.name, "")):
        address = _url_of(column.name, str(identity))
        return h.a(href=address)[text] if address else text
    if column.name == "topic_title" and (call := _call_address(row)):
        return h.a(href=call, rel="noopener noreferrer")[text]
    # A member without a NUTS code has an id of its own, with a colon, and no page.
    if column.page == "region" and ":" not in text:
        return h.a(href=region_url(text))[text]
    return _external_links(text) if column.kind == "url" else text


def _call_address(row: Mapping[str, Any]) -> str | None:
    """The sheet of a call where the row is about one partnership, which leads on to the portal; else the portal."""
    if row.get("partnership_id") and row.get("topic_id"):
        return call_sheet_url(str(row["partnership_id"]), str(row["topic_id"]))
    return row.get("portal_url")


_NAMES = {
    "partnership_name": "partnership_id",
    "organisation_name": "organisation_id",
    "cluster_name": "organisation_id",
    "candidate_name": "candidate_id",
    "holder_name": "holder_id",
    "node_name": "node_id",
}
"""Names that lead on to the page of the id beside them."""


def _url_of(column_name: str, identity: str) -> str:
    """Ids of organisations have a colon, codes of regions none; a member with an id of its own has no page."""
    if column_name == "partnership_name":
        return partnership_url(identity)
    if ":" not in identity:
        return region_url(identity)
    return "" if identity.startswith("own:") else organisation_url(identity)


def _external_links(value: str) -> Node:
    parts = [part.strip() for part in value.split(";")]
    return [
        ["; " if number else "", _external(part) if part.startswith(("https://", "http://")) else part]
        for number, part in enumerate(parts)
    ]


def _external(address: str) -> Node:
    host = address.split("/")[2]
    return h.a(href=address, title=address, rel="noopener noreferrer")[host]


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
    "euro": formats.format_count,
    "score": formats.format_score,
    "number": formats.format_number,
    "share": formats.format_share,
    "date": formats.format_date,
    "stated_date": formats.format_stated_date,
    "flag": lambda value: say("table.yes" if value else "table.no"),
    "list": lambda value: "; ".join(value) or say("table.empty-list"),
}


def _pager(place: _Place, first: int, last: int, rows: int) -> Node:
    name = place.spec.name
    return h.nav(".pager", aria_label=say("pager.pages", title=place.spec.title))[
        _turn(say("pager.previous"), f"{name}-previous", place, place.page - 1),
        h.span[say("pager", first=first, last=last, rows=rows, page=place.page, pages=place.pages)],
        _turn(say("pager.next"), f"{name}-next", place, place.page + 1),
    ]


def _turn(label: str, identity: str, place: _Place, page: int) -> Node:
    # The same id on and off: focus is brought back to it after a swap.
    if not 1 <= page <= place.pages:
        return h.span(".pager-off", id=identity, tabindex="-1")[label]
    return h.a(id=identity, href=place.address(**{page_parameter(place.spec): str(page)}), data_swap=True)[label]

"""`/api/v1`: every table of pages and files for programs, with the meaning of its columns, described by OpenAPI.

The rows come from the same entry in `<domain>/tables.py` as those of the page and the file. What is wrong with a
question is said as `application/problem+json`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboards.answers import Sent, give_back, is_known, respond
from dashboards.domains import TABLES
from dashboards.downloads import edition_headers, read_filters
from dashboards.tables import TableSpec
from dashboards.text import define
from dashboards.urls import EDITION, page_url, table_url
from warehouse.products.files.columns import Column
from warehouse.products.files.formats import formats_of
from warehouse.products.files.plain import stream_csv, write_json, write_parquet
from warehouse.products.matches.query import FilterError, check_choice
from warehouse.store.editions import Editions
from warehouse.store.errors import EditionLacksError, NoEditionError, OverdueError, UsageError
from warehouse.store.reader import Reader, Snapshot

ROOT = "/api/v1"
PAGE_SIZE, LARGEST_PAGE = 100, 1_000
_STREAMED: Mapping[str, tuple[str, Callable[[pl.DataFrame], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", stream_csv),
    # Nobody can read a Parquet file before its end, and it is a twentieth of the CSV.
    "parquet": ("application/vnd.apache.parquet", lambda rows: iter((write_parquet(rows),))),
}
FORMATS = ("json", *_STREAMED)
_ASKED: Mapping[str, tuple[str, dict[str, Any]]] = {
    EDITION: ("Id of an edition; the newest if left out.", {"type": "string"}),
    "format": ("JSON gives a page of rows, CSV and Parquet stream all.", {"type": "string", "enum": list(FORMATS)}),
    "page": ("Which page of rows, in JSON.", {"type": "integer", "minimum": 1, "default": 1}),
    "page_size": (
        "Rows of a page, in JSON.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
    ),
    "sort": ("Name of a column, behind a minus sign from high to low; unknown values stand last.", {"type": "string"}),
}
"""What every table understands besides its own filters."""
_TYPES: Mapping[str, list[str]] = {
    "count": ["number"],
    "number": ["number"],
    "year": ["integer", "string"],  # a half-year is text: 2026-H2
    "euro": ["number"],
    "score": ["number"],
    "share": ["number"],
    "flag": ["boolean"],
    "list": ["array", "string"],
}


class Api:
    """The tables of an edition, for programs."""

    def __init__(self, reader: Reader) -> None:
        """Takes the way to the editions."""
        self.reader = reader

    async def answer(self, request: Request) -> Response:
        """Answers any address below `/api/v1`."""
        return await run_in_threadpool(self._answer, request)

    def _answer(self, request: Request) -> Response:
        path = request.path_params["path"].strip("/")
        try:
            asked = read_filters(request)
            name = path.removeprefix("tables/")
            if name in TABLES and path != name:
                with self.reader.snapshot(asked.get(EDITION, "")) as snapshot:
                    response = _table(request, snapshot, TABLES[name], asked)
                response.background = BackgroundTask(give_back)
                return response
            if path not in {"", "openapi.json"}:
                known = ", ".join(sorted(TABLES)) if path != name else "/api/v1, /api/v1/openapi.json, /api/v1/tables/…"
                return _problem(404, f"no such {'table' if path != name else 'address'} {name!r}; there are: {known}")
            if unknown := sorted(set(asked) - {EDITION}):
                raise FilterError(f"{unknown[0]}: no such filter; valid filters: {EDITION}")
            with self.reader.snapshot(asked.get(EDITION, "")) as snapshot:
                content = _describe(snapshot) if path else _index(snapshot)
                return _respond(request, snapshot, json.dumps(content, ensure_ascii=False).encode())
        except UsageError as error:
            return _problem(400, str(error))
        except EditionLacksError as error:
            return _problem(404, str(error))
        except (NoEditionError, OverdueError) as error:
            return _problem(503, str(error))


def _respond(request: Request, snapshot: Snapshot, content: bytes) -> Response:
    return respond(request, Sent.of(content, media_type="application/json"), edition_headers(snapshot))


def _problem(status: int, detail: str) -> Response:
    content = json.dumps({"status": status, "detail": detail}, ensure_ascii=False)
    return Response(content, status_code=status, media_type="application/problem+json")


def _index(snapshot: Snapshot) -> dict[str, Any]:
    """The tables and editions there are."""
    edition = snapshot.edition
    return {
        **_stamp(snapshot),
        "editions": [other.edition_id for other in Editions(snapshot.home).all()],
        "description": f"{ROOT}/openapi.json",
        "sources": [dict(source) for source in edition.manifest.get("sources", [])],
        "tables": [
            {
                "name": spec.name,
                "title": spec.title,
                "one_row": spec.one_row,
                "filters": list(spec.parameters),
                "required": list(spec.required),
                "url": f"{ROOT}/tables/{spec.name}",
                "files": {form: table_url(spec.name, file_format=form) for form in formats_of(spec.name)},
            }
            for _, spec in sorted(TABLES.items())
        ],
    }


def _stamp(snapshot: Snapshot) -> dict[str, Any]:
    edition = snapshot.edition
    return {"edition": edition.edition_id, "as_of": edition.as_of.isoformat(), "is_demo": edition.is_demo}


def _table(request: Request, snapshot: Snapshot, spec: TableSpec, asked: Mapping[str, str]) -> Response:
    filters = {name: value for name, value in asked.items() if name not in _ASKED}
    file_format = asked.get("format", "json")
    check_choice("format", file_format, FORMATS)
    rows = _sort(spec, spec.rows(snapshot, filters), asked.get("sort", ""))
    if file_format in _STREAMED:
        return _stream(request, snapshot, file_format, rows, asked)
    size = _read_number(asked, "page_size", PAGE_SIZE, LARGEST_PAGE)
    page = _read_number(asked, "page", 1, None)
    further = {**asked, "page": str(page + 1)}
    head = {
        **_stamp(snapshot),
        "table": spec.name,
        "title": spec.title,
        "one_row": spec.one_row,
        "is_demo": snapshot.edition.is_demo and spec.rests_on_participations,
        "sources": list(spec.rests_on),
        "filters": filters,
        "columns": [_column(column) for column in spec.describe(snapshot)],
        "row_count": rows.height,
        "page": page,
        "page_size": size,
        "next": page_url(request.url.path, further) if page * size < rows.height else None,
    }
    content = json.dumps(head, ensure_ascii=False)[:-1].encode()
    return _respond(request, snapshot, content + b', "rows": ' + write_json(rows.slice((page - 1) * size, size)) + b"}")


def _stream(
    request: Request, snapshot: Snapshot, file_format: str, rows: pl.DataFrame, asked: Mapping[str, str]
) -> Response:
    if paged := next((name for name in ("page", "page_size") if name in asked), None):
        raise FilterError(f"{paged}: {file_format} holds all rows; pages are given in json")
    media_type, stream = _STREAMED[file_format]
    headers = edition_headers(snapshot)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return StreamingResponse(stream(rows), media_type=media_type, headers=headers)


def _sort(spec: TableSpec, rows: pl.DataFrame, sort: str) -> pl.DataFrame:
    if not sort:
        return rows
    check_choice("sort", sort.removeprefix("-"), spec.columns)
    return rows.sort(sort.removeprefix("-"), descending=sort.startswith("-"), nulls_last=True, maintain_order=True)


def _read_number(asked: Mapping[str, str], name: str, default: int, largest: int | None) -> int:
    text = asked.get(name) or str(default)
    # Longer numbers are no page of anything, and Python refuses to read the longest.
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= (largest or int(text)):  # noqa: PLR2004
        raise FilterError(f"{name}: expected a number from 1 {f'to {largest}' if largest else 'on'}, came {text!r}")
    return int(text)


def _column(column: Column) -> dict[str, str]:
    return {
        "name": column.name,
        "label": column.label,
        "kind": column.kind,
        "unit": column.unit,
        "description": column.description,
    }


def _describe(snapshot: Snapshot) -> dict[str, Any]:
    """The whole of it in OpenAPI 3.1, in the words of the edition."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Interregio",
            "version": "1",
            "summary": "Europe's thematic smart specialisation partnerships and the money they can win",
            "description": "Each table is the one that pages show and files hold. Empty is null and means unknown, "
            "never zero. Wrong filters are answered 400 with the valid values.",
        },
        "paths": {
            ROOT: {"get": {"summary": "The tables and editions there are", **_responses({"type": "object"})}},
            **{f"{ROOT}/tables/{spec.name}": {"get": _operation(snapshot, spec)} for _, spec in sorted(TABLES.items())},
        },
        "components": {
            "parameters": {
                name: {"name": name, "in": "query", "description": words, "schema": schema}
                for name, (words, schema) in _ASKED.items()
            }
        },
    }


def _operation(snapshot: Snapshot, spec: TableSpec) -> dict[str, Any]:
    columns = {
        column.name: {
            "type": [*_TYPES.get(column.kind, ["string"]), "null"],
            "title": column.label,
            "description": " ".join(filter(None, (column.description, f"Unit: {column.unit}." if column.unit else ""))),
        }
        for column in spec.describe(snapshot)
    }
    row = {"type": "object", "required": list(columns), "properties": columns}
    page = {
        "type": "object",
        "required": ["edition", "as_of", "is_demo", "columns", "row_count", "page", "page_size", "next", "rows"],
        "properties": {"row_count": {"type": "integer"}, "rows": {"type": "array", "items": row}},
    }
    meaning = define(snapshot, spec.address) if spec.address else None
    return {
        "operationId": spec.name,
        "summary": spec.title,
        "description": " ".join(filter(None, (spec.one_row, meaning))),
        "parameters": [
            *(_parameter(name, is_required=name in spec.required) for name in spec.parameters),
            *({"$ref": f"#/components/parameters/{name}"} for name in _ASKED),
        ],
        **_responses(page, [media_type.partition(";")[0] for media_type, _ in _STREAMED.values()]),
    }


def _parameter(name: str, *, is_required: bool) -> dict[str, Any]:
    if name.endswith("*"):  # one for each thing of the framework: an object whose names stand in the address
        values = {"type": "object", "additionalProperties": {"type": "string"}}
        return {"name": name.removesuffix("*"), "in": "query", "style": "form", "explode": True, "schema": values}
    return {"name": name, "in": "query", "required": is_required, "schema": {"type": "string"}}


def _responses(schema: Mapping[str, Any], streamed: Sequence[str] = ()) -> dict[str, Any]:
    refused = {
        "schema": {"type": "object", "properties": {"status": {"type": "integer"}, "detail": {"type": "string"}}}
    }
    content = {"application/json": {"schema": schema}, **{media_type: {} for media_type in streamed}}
    return {
        "responses": {
            "200": {"description": "What was asked for", "content": content},
            "304": {"description": "What If-None-Match names still holds"},
            **{
                status: {"description": words, "content": {"application/problem+json": refused}}
                for status, words in (
                    ("400", "No such filter or value"),
                    ("404", "No such table, or not in this edition"),
                )
            },
        }
    }

"""The data dictionary: what every mart and every column means, shipped with each edition.

A column is described once, by its name, in ``dbt_project/columns.csv``; a mart in its YAML. Here both are joined with
dbt's manifest. A line of the file is

- ``name``: the column wherever it stands,
- ``mart.name``: the column of a mart where it means something else; such a line with a description stands by itself,
- ``table-of-pages.name``: the column as pages and files show it there.

A line without a description takes what it leaves empty from the line of its name; label, kind and unit that no line
states follow from the name and the type (``warehouse.products.files.columns``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.nightly.project import PROJECT_DIR
from warehouse.products.files.columns import ANY_TABLE, FILES_SCHEMA, KINDS, PAGES, kind_of, label_of, unit_of
from warehouse.store.files import read_json

COLUMNS_FILE = PROJECT_DIR / "columns.csv"
COLUMNS_HEADER = ("column_name", "label", "kind", "unit", "page", "description")
DICTIONARY_SCHEMA = {
    "schema_name": pl.String,
    "table_name": pl.String,
    "column_name": pl.String,
    "description": pl.String,
    "label": pl.String,
    "kind": pl.String,
    "unit": pl.String,
    "page": pl.String,
}

Line = Mapping[str, str]


class DictionaryError(ValueError):
    """A column is not described, twice described, or described wrongly; the message names it."""


def read_lines(path: Path = COLUMNS_FILE) -> dict[str, Line]:
    """The lines of the file by their key, each with all that it takes from the line of its name.

    Raises:
        DictionaryError: the header is another one, a key stands twice, a kind or page does not exist, or a text lacks.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS_HEADER:
            raise DictionaryError(f"{path.name}: expected the header {','.join(COLUMNS_HEADER)}")
        stated: dict[str, Line] = {}
        for line in reader:
            key = line["column_name"]
            if key in stated:
                raise DictionaryError(f"{path.name}: {key} stands twice")
            stated[key] = line
    return {key: _check(path.name, _complete(stated, key)) for key, line in stated.items()}


def read_dictionary(manifest: Path, columns_file: Path = COLUMNS_FILE) -> pl.DataFrame:
    """Texts of every mart, and of each column what it means, its label, kind, unit and page.

    Returns:
        One row per mart (``column_name`` null), per column of a mart, per column by its name alone (schema and table
        ``*``) and per column that pages name differently (schema ``files``).

    Raises:
        DictionaryError: a column of a mart is not described, or a line describes none.
    """
    lines = read_lines(columns_file)
    nodes: dict[str, dict[str, Any]] = read_json(manifest)["nodes"]
    marts = {
        node["name"]: node
        for node in nodes.values()
        if node["resource_type"] in {"model", "seed"} and node["schema"].startswith("marts_")
    }
    _check_lines(columns_file.name, lines, marts)
    rows = [*_rows_of_marts(columns_file.name, lines, marts), *_rows_of_lines(lines, marts)]
    frame = pl.DataFrame(rows, schema=DICTIONARY_SCHEMA, orient="row")
    return frame.sort("schema_name", "table_name", "column_name", nulls_last=False)


def _complete(stated: Mapping[str, Line], key: str) -> Line:
    line = stated[key]
    if line["description"]:
        return line
    common = stated.get(key.rpartition(".")[2], {})
    return {**line, **{field: value for field, value in common.items() if not line[field]}}


def _check(file: str, line: Line) -> Line:
    key = line["column_name"]
    if not line["description"]:
        raise DictionaryError(f"{file}: {key} has no description")
    if line["kind"] not in ("", *KINDS):
        raise DictionaryError(f"{file}: {key} has kind {line['kind']!r}; valid kinds: {', '.join(KINDS)}")
    if line["page"] not in ("", *PAGES):
        raise DictionaryError(f"{file}: {key} leads to {line['page']!r}; valid pages: {', '.join(PAGES)}")
    return line


def _check_lines(file: str, lines: Mapping[str, Line], marts: Mapping[str, dict[str, Any]]) -> None:
    for key in lines:
        table, _, name = key.rpartition(".")
        if table in marts and name not in marts[table]["columns"]:
            raise DictionaryError(f"{file}: {key} describes a column that the mart does not have")


def _rows_of_marts(
    file: str, lines: Mapping[str, Line], marts: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[str | None, ...]]:
    for table, mart in marts.items():
        yield (mart["schema"], table, None, mart["description"], None, None, None, None)
        for name, column in mart["columns"].items():
            line = lines.get(f"{table}.{name}", lines.get(name))
            if line is None:
                raise DictionaryError(f"{file}: no line describes {name} of {mart['schema']}.{table}")
            kind = line["kind"] or kind_of(name, column["data_type"])
            if kind is None:
                raise DictionaryError(f"{file}: {name} of {table} is {column['data_type']}: its kind must be stated")
            yield (mart["schema"], table, name, *_meaning(line, name, kind))


def _rows_of_lines(lines: Mapping[str, Line], marts: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str | None, ...]]:
    types = {name: column["data_type"] for mart in marts.values() for name, column in mart["columns"].items()}
    for key, line in lines.items():
        table, _, name = key.rpartition(".")
        if table not in marts:
            kind = line["kind"] or kind_of(name, types.get(name)) or "text"
            place = (FILES_SCHEMA, table) if table else (ANY_TABLE, ANY_TABLE)
            yield (*place, name, *_meaning(line, name, kind))


def _meaning(line: Line, name: str, kind: str) -> tuple[str | None, ...]:
    unit = line["unit"] or unit_of(kind)
    return line["description"], line["label"] or label_of(name), kind, unit or None, line["page"] or None

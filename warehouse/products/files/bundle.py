"""A table as a bundle: data, `datapackage.json` and a README in one ZIP, so that data never travel without terms.

The descriptor follows the Data Package standard (https://datapackage.org). The single files are written by the modules
beside this.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from warehouse.products.files.plain import make_safe, write_csv, write_parquet, zip_part
from warehouse.products.files.table import ExportedTable
from warehouse.store.files import to_json

_LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType({"funding-match": ("partnership_id", "topic_id")})


def write_bundle(table: ExportedTable) -> bytes:
    """The ZIP's bytes, the same for the same table."""
    data = {
        f"data/{table.name}.csv": write_csv(table.frame),
        f"data/{table.name}.parquet": write_parquet(table.frame),
    }
    files = {
        "README.md": _read_me(table, data).encode(),
        "datapackage.json": to_json(describe_package(table, data)).encode(),
        **data,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(zip_part(name), content)
    return target.getvalue()


def describe_package(table: ExportedTable, data: Mapping[str, bytes]) -> dict[str, Any]:
    """The descriptor: what the data are, under which terms, from which edition, with the SHA-256 of every file."""
    edition = table.edition
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": table.name,
        "title": table.title,
        "description": " ".join([table.one_row, *table.notes]),
        "version": edition.edition_id,
        "created": f"{edition.as_of.isoformat()}T00:00:00Z",
        "licenses": [_LICENCE],
        "sources": [_describe_source(source) for source in table.sources()],
        "citation": table.citation,
        "interregio": {
            "edition": edition.edition_id,
            "as_of": edition.as_of.isoformat(),
            "is_demo": table.is_demo,
            "fingerprint_sha256": edition.manifest.get("fingerprint"),
            "filters": dict(table.filters),
            "rows": table.frame.height,
        },
        "resources": [_describe_file(table, name, content) for name, content in sorted(data.items())],
    }


def _describe_source(source: Mapping[str, Any]) -> dict[str, Any]:
    licence = source.get("licence") or {}
    stated = {
        "title": source.get("title", source["source"]),
        "path": source.get("documentation_url"),
        "version": source.get("vintage"),
        "licence": licence.get("name"),
        "licence_path": licence.get("url"),
        "attribution": licence.get("attribution"),
        "citation": source.get("citation"),
        "sha256": source.get("sha256"),
    }
    return {name: value for name, value in stated.items() if value}


def _describe_file(table: ExportedTable, name: str, content: bytes) -> dict[str, Any]:
    suffix = name.rpartition(".")[2]
    is_csv = suffix == "csv"
    frame = make_safe(table.frame) if is_csv else table.frame
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "title": column.label,
                "type": _field_type(frame.schema[column.name]),
                "description": column.description,
            }
            for column in table.columns
        ]
    }
    if table.name in _KEYS:
        schema["primaryKey"] = list(_KEYS[table.name])
    if is_csv:
        schema["missingValues"] = [""]
    return {
        "name": f"{table.name}-{suffix}",
        "path": name,
        "format": suffix,
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        **({"encoding": "utf-8"} if is_csv else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field_type(dtype: pl.DataType) -> str:
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date:
        return "date"
    if isinstance(dtype, pl.List):
        return "list"
    if dtype.is_integer():
        return "integer"
    return "number" if dtype.is_numeric() else "string"


def _read_me(table: ExportedTable, data: Mapping[str, bytes]) -> str:
    lines = [f"# {table.title}", "", *(f"- **{heading}**: {text}" for heading, text in table.facts())]
    lines += ["- **Licence of this compilation**: CC BY 4.0; each source keeps its own terms, named above", ""]
    lines += ["## Files", "", "| File | Bytes | SHA-256 |", "| --- | --- | --- |"]
    lines += [
        f"| `{name}` | {len(content)} | `{hashlib.sha256(content).hexdigest()}` |"
        for name, content in sorted(data.items())
    ]
    lines += ["", "## Columns", "", "| Column | Label | Kind | Definition |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{column.name}` | {column.label} | {column.kind} | {_in_a_cell(column.description)} |"
        for column in table.columns
    ]
    return "\n".join([*lines, ""])


def _in_a_cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())

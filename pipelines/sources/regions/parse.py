"""GISCO features into frames: one row per region and NUTS version, geometry as GeoJSON text.

Codes and names stay as published. Levels above and below, and what a code became in a later
version, are worked out in dbt. Sheets and statistics are read in ``tables``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ingest.errors import ContractError
from pipelines.ingest.names import snake_columns
from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE
from pipelines.ingest.sniff import load_json
from pipelines.ingest.source import ParsedTable, Parser
from pipelines.sources.regions.extract import LABEL_POINTS, SHAPES
from pipelines.sources.regions.tables import (
    parse_gdp,
    parse_gerd,
    parse_innovation_scoreboard,
    parse_nuts_changes,
    parse_nuts_correspondence,
)

NAMES = snake_columns("NUTS_ID LEVL_CODE CNTR_CODE NAME_LATN NUTS_NAME")
TYPOLOGIES = snake_columns("MOUNT_TYPE URBN_TYPE COAST_TYPE")
IGNORED = frozenset({"FID"})
"""Repeats NUTS_ID in 2021 and is gone in 2024."""

VERSION = "nuts_version"
Shape = Callable[[dict[str, Any]], dict[str, str | None]]


def parse_nuts_shapes(files: Mapping[str, Path]) -> ParsedTable | None:
    """Boundaries of every NUTS version that landed, None if none did.

    Raises:
        TerminalError: a file is no JSON.
        ContractError: a feature lacks a property or has an unknown one.
    """
    columns = [NAMES["NUTS_ID"], VERSION, *list(NAMES.values())[1:], *TYPOLOGIES.values(), "geometry"]
    return _parse_features(files, SHAPES, columns, {**NAMES, **TYPOLOGIES}, _shape_boundary)


def parse_nuts_label_points(files: Mapping[str, Path]) -> ParsedTable | None:
    """Label points of every NUTS version that landed, None if none did.

    Raises:
        TerminalError: a file is no JSON.
        ContractError: a feature lacks a property, has an unknown one, or is no point.
    """
    columns = [NAMES["NUTS_ID"], VERSION, *list(NAMES.values())[1:], "longitude", "latitude"]
    return _parse_features(files, LABEL_POINTS, columns, {**NAMES, **TYPOLOGIES}, _shape_point)


def _parse_features(
    files: Mapping[str, Path],
    names: Mapping[str, str],
    columns: list[str],
    properties: Mapping[str, str],
    shape: Shape,
) -> ParsedTable | None:
    landed = {version: name for version, name in names.items() if name in files}
    if not landed:
        return None
    rows = [
        row for version, name in landed.items() for row in _read_features(files[name], name, version, properties, shape)
    ]
    schema = {**dict.fromkeys(columns, pl.String()), SOURCE_FILE: pl.String(), ROW_NUMBER: pl.Int64()}
    frame = pl.DataFrame(rows, schema=schema, orient="row", strict=True)
    # A classification applies from 1 January of the year it is named after; features carry no date.
    return ParsedTable(frame, date(max(map(int, landed)), 1, 1))


def _read_features(
    path: Path, name: str, version: str, properties: Mapping[str, str], shape: Shape
) -> Iterator[dict[str, Any]]:
    content = load_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise ContractError(where=name, expected="a list of features", came=type(features).__name__)
    for number, feature in enumerate(features, start=1):
        where = f"{name}, feature {number}"
        found = _require_properties(feature, properties, where)
        try:
            geometry = shape(feature)
        except (KeyError, TypeError, ValueError) as error:
            raise ContractError(
                where=where, expected="a geometry", came=json.dumps(feature.get("geometry"))[:60]
            ) from error
        described = {column: _as_text(found[key]) for key, column in properties.items()}
        yield {**described, VERSION: version, **geometry, SOURCE_FILE: name, ROW_NUMBER: number}


def _require_properties(feature: object, properties: Mapping[str, str], where: str) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(found, dict):
        raise ContractError(where=where, expected="a feature with properties", came=type(feature).__name__)
    missing = [key for key in properties if key not in found]
    unknown = [key for key in found if key not in properties and key not in IGNORED]
    faults = [*(f"missing {key}" for key in missing), *(f"unknown {key}" for key in unknown)]
    if faults:
        raise ContractError(where=where, expected=f"properties {', '.join(properties)}", came="; ".join(faults))
    return found


def _shape_boundary(feature: dict[str, Any]) -> dict[str, str | None]:
    geometry = feature["geometry"]
    return {"geometry": json.dumps(geometry, separators=(",", ":")) if geometry else None}


def _shape_point(feature: dict[str, Any]) -> dict[str, str | None]:
    longitude, latitude = feature["geometry"]["coordinates"]
    return {"longitude": _as_text(longitude), "latitude": _as_text(latitude)}


def _as_text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


PARSERS: dict[str, Parser] = {
    "nuts_shapes": parse_nuts_shapes,
    "nuts_label_points": parse_nuts_label_points,
    "nuts_correspondence": parse_nuts_correspondence,
    "nuts_changes": parse_nuts_changes,
    "gdp": parse_gdp,
    "gerd": parse_gerd,
    "innovation_scoreboard": parse_innovation_scoreboard,
}

"""Fetches boundaries and label points of the NUTS versions in use. Reading features is in ``parse``."""

from __future__ import annotations

from pathlib import Path

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.session import Session
from pipelines.ingest.sniff import describe_content, load_json
from pipelines.ingest.transport import Request

FOLDER = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson"

SHAPES = {"2021": "NUTS_RG_60M_2021_4326.geojson", "2024": "NUTS_RG_60M_2024_4326.geojson"}
"""NUTS version → file of boundaries at 1:60 million."""

LABEL_POINTS = {"2021": "NUTS_LB_2021_4326.geojson", "2024": "NUTS_LB_2024_4326.geojson"}
"""NUTS version → file of label points."""

REQUIRED = SHAPES["2021"]
"""CORDIS places organisations by NUTS 2021, so without this one there is no map; the others may be missing."""


def extract(session: Session) -> None:
    """Lands the files as published.

    Raises:
        SourceError: the boundaries of NUTS 2021 could not be had.
    """
    session.fetch(_request(REQUIRED), name=REQUIRED, check=expect_features)
    for name in (*SHAPES.values(), *LABEL_POINTS.values()):
        if name != REQUIRED:
            session.fetch_optional(_request(name), name=name, check=expect_features)


def expect_features(path: Path) -> None:
    """Accepts a GeoJSON collection with at least one feature.

    Raises:
        TerminalError: anything else.
    """
    content = load_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise TerminalError(where=path.name, expected="a GeoJSON collection of features", came=describe_content(path))


def _request(name: str) -> Request:
    return Request(f"{FOLDER}/{name}")

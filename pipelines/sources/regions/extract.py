"""Fetches boundaries and label points, correspondence tables, statistics and the scoreboard. Bytes only.

Reading features is in ``parse``, reading sheets and statistics in ``tables``.
"""

import zipfile
from pathlib import Path

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.session import Session
from pipelines.ingest.sniff import describe_content, expect_zip, load_json
from pipelines.ingest.transport import Request

FOLDER = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson"
CORRESPONDENCE_FOLDER = "https://ec.europa.eu/eurostat/documents/345175/629341"
STATISTICS_FOLDER = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/3.0/data/dataflow/ESTAT"
SCOREBOARD_FOLDER = (
    "https://research-and-innovation.ec.europa.eu/statistics/performance-indicators/regional-innovation-scoreboard"
)
"""Every edition of the scoreboard has an address of its own and there is no API: the next one is put in here."""

SHAPES = {"2021": "NUTS_RG_60M_2021_4326.geojson", "2024": "NUTS_RG_60M_2024_4326.geojson"}
"""NUTS version → file of boundaries at 1:60 million."""

LABEL_POINTS = {"2021": "NUTS_LB_2021_4326.geojson", "2024": "NUTS_LB_2024_4326.geojson"}
"""NUTS version → file of label points."""

CORRESPONDENCES = {
    "NUTS2013-NUTS2016.xlsx": ("2013", "2016"),
    "NUTS2016-NUTS2021.xlsx": ("2016", "2021"),
    "NUTS2021-NUTS2024.xlsx": ("2021", "2024"),
}
"""Official table → the versions it compares."""

GDP, GERD = "nama_10r_2gdp", "tgs00042"
STATISTICS = {GDP: {"c[unit]": "MIO_EUR"}, GERD: {}}
"""Eurostat's data set code → what is asked of it; an unlimited question is answered later or never."""

SCOREBOARD = "RIS_2023.xlsx"

REQUIRED = SHAPES["2021"]
"""CORDIS places organisations by NUTS 2021, so without this one there is no map; the others may be missing."""

SDMX_START = b"STRUCTURE,"


def extract(session: Session) -> None:
    """Lands the files as published.

    Raises:
        SourceError: the boundaries of NUTS 2021 could not be had.
    """
    session.fetch(_request(REQUIRED), name=REQUIRED, check=expect_features)
    for name in (*SHAPES.values(), *LABEL_POINTS.values()):
        if name != REQUIRED:
            session.fetch_optional(_request(name), name=name, check=expect_features)
    for name in CORRESPONDENCES:
        session.fetch_optional(Request(f"{CORRESPONDENCE_FOLDER}/{name}"), name=name, check=expect_workbook)
    for name, selection in STATISTICS.items():
        session.fetch_optional(_statistic_request(name, selection), name=name, check=expect_sdmx_csv)
    session.fetch_optional(Request(f"{SCOREBOARD_FOLDER}/{SCOREBOARD}"), name=SCOREBOARD, check=expect_workbook)


def expect_features(path: Path) -> None:
    """Accepts a GeoJSON collection with at least one feature.

    Raises:
        TerminalError: anything else.
    """
    content = load_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise TerminalError(where=path.name, expected="a GeoJSON collection of features", came=describe_content(path))


def expect_workbook(path: Path) -> None:
    """Accepts a whole XLSX workbook.

    Raises:
        TerminalError: anything else.
    """
    expect_zip(path)
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
    if "xl/workbook.xml" not in members:
        raise TerminalError(
            where=path.name, expected="an XLSX workbook", came=f"a zip archive of {', '.join(members)[:80]}"
        )


def expect_sdmx_csv(path: Path) -> None:
    """Accepts Eurostat's SDMX-CSV with at least one observation, whole to its last line.

    Raises:
        TerminalError: anything else, such as the notice that an answer will come later.
    """
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if not content.startswith(SDMX_START) or not content.endswith(b"\n") or content.count(b"\n") < 2:  # noqa: PLR2004
        raise TerminalError(
            where=path.name, expected="SDMX-CSV with observations, whole lines only", came=describe_content(path)
        )


def _request(name: str) -> Request:
    return Request(f"{FOLDER}/{name}")


def _statistic_request(name: str, selection: dict[str, str]) -> Request:
    form = {"compress": "false", "format": "csvdata", "formatVersion": "2.0", "labels": "name", "lang": "en"}
    return Request(f"{STATISTICS_FOLDER}/{name}/1.0", params={**selection, **form})

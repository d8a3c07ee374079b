"""The simulator speaks as publishers do, and two nights against it go as nights with real publishers must."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipelines.ingest.parsing import read_archive_member
from pipelines.ingest.session import Traffic
from tests.faults.night import Played, play_night
from tests.mirrors import build_mirror, real_mirror
from tests.simulator.search import PATH, read_parts
from tests.simulator.server import SOURCES, Simulator
from warehouse.settings import Settings
from warehouse.store.files import hash_file
from warehouse.store.nights import Status

WITH_REAL_FILES = ("cordis", "funding_tenders", "regions")
QUERY = {"bool": {"must": [{"terms": {"status": ["31094501"]}}]}}


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    with Simulator(build_mirror(tmp_path / "mirror", *SOURCES)) as simulator:
        yield simulator


def search(simulator: Simulator, **form: Any) -> httpx.Response:
    params = {"apiKey": "SEDIA", "text": "***", "pageSize": "500", "pageNumber": form.pop("page", "1")}
    return httpx.post(f"{simulator.base}/funding_tenders{PATH}", params=params, **form)


def as_parts(**parts: object) -> dict[str, tuple[str, str, str]]:
    return {name: ("blob", json.dumps(value), "application/json") for name, value in parts.items()}


def test_search_by_get_is_not_allowed(simulator: Simulator) -> None:
    assert httpx.get(f"{simulator.base}/funding_tenders{PATH}").status_code == 405


def test_search_with_a_form_field_fails(simulator: Simulator) -> None:
    fields = {"query": (None, json.dumps(QUERY))}
    answer = search(simulator, files=fields)
    assert (answer.status_code, answer.json()) == (500, {"type": "throwable"})


def test_search_with_a_json_body_is_not_heard(simulator: Simulator) -> None:
    assert search(simulator, json=QUERY).json()["totalResults"] == 10


def test_search_hears_file_parts(simulator: Simulator) -> None:
    answer = search(simulator, files=as_parts(query=QUERY, languages=["en"])).json()
    assert {one["metadata"]["status"][0] for one in answer["results"] if one["metadata"]["status"]} == {"31094501"}
    assert answer["pageSize"] == 100


def test_search_with_an_unknown_clause_is_refused(simulator: Simulator) -> None:
    answer = search(simulator, files=as_parts(query={"wildcard": {"identifier": "I3*"}}))
    assert (answer.status_code, answer.json()) == (400, {"businessError": "Invalid Query format"})


def test_search_differs_in_its_response_time_alone(simulator: Simulator) -> None:
    parts = as_parts(sort={"field": "identifier", "order": "ASC"})
    first, second = (search(simulator, files=parts).json() for _ in range(2))
    assert first.pop("responseTime") != second.pop("responseTime")
    assert first == second


def test_search_without_a_sort_moves_records(simulator: Simulator) -> None:
    first, second = (search(simulator, files=as_parts(languages=["en"])).json()["results"] for _ in range(2))
    assert first != second
    assert {one["reference"] for one in first} == {one["reference"] for one in second}


def test_file_that_does_not_exist_is_a_page_at_cordis_and_missing_elsewhere(simulator: Simulator) -> None:
    page = httpx.get(f"{simulator.base}/cordis/data/cordis-euratom-projects-csv.zip")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert httpx.get(f"{simulator.base}/regions/distribution/none.geojson").status_code == 404


def test_unknown_fault_is_told_with_those_there_are(simulator: Simulator) -> None:
    with pytest.raises(LookupError, match=r"expected one of .*redirect_loop.*, got 'flood' for 'cordis'"):
        simulator.inject("flood", "cordis")


def play(simulator: Simulator, home: Path, as_of: date) -> dict[str, Played]:
    return {
        name: play_night(Settings(home=home, as_of=as_of, source_urls=simulator.source_urls), name)
        for name in WITH_REAL_FILES
    }


@pytest.mark.real
def test_two_nights_with_all_real_records_move_them_once(tmp_path: Path) -> None:
    mirror = real_mirror("2026-08")
    with Simulator(mirror) as simulator:
        first = play(simulator, tmp_path / "home", date(2026, 8, 10))
        landed = {path: hash_file(path) for path in (tmp_path / "home" / "raw").rglob("objects/*/*")}
        queries = [str(read_parts(one.ask)["query"]) for one in simulator.log if one.ask.path == PATH]
        simulator.log.clear()
        second = play(simulator, tmp_path / "home", date(2026, 8, 11))
        statuses = [(one.ask.source, one.status) for one in simulator.log]

    assert {played.status.status for played in first.values()} == {Status.NEW}
    assert first["cordis"].status.rows + first["cordis"].status.rows_rejected == _count_lines(mirror)
    topics = first["funding_tenders"].status
    assert topics.rows + topics.rows_rejected == _count_asked_for(mirror, queries) >= 625

    assert {played.status.status for played in second.values()} == {Status.UNCHANGED}
    assert not any(played.is_news for played in second.values())
    assert {name: played.status.rows for name, played in second.items()} == {
        name: played.status.rows for name, played in first.items()
    }
    assert second["cordis"].visit.traffic == Traffic(confirmed=2)
    assert second["regions"].visit.traffic.sent == 0
    assert second["regions"].visit.traffic.confirmed == first["regions"].visit.traffic.sent
    assert set(statuses) == {("cordis", 304), ("regions", 304), ("regions", 404), ("funding_tenders", 200)}
    assert {path: hash_file(path) for path in (tmp_path / "home" / "raw").rglob("objects/*/*")} == landed


def _count_lines(mirror: Path) -> int:
    """Records of the archives' members: no value in these releases holds a line break."""
    names = {
        "projects": ("organization", "topics", "legalBasis", "euroSciVoc", "webLink", "webItem"),
        "reports": ("reportSummaries",),
    }
    members = [
        read_archive_member(next(mirror.rglob(f"cordis-HORIZON{archive}-csv.zip")), f"{name}.csv")
        for archive, held in names.items()
        for name in held
    ]
    return sum(len(member.content.rstrip().split(b"\n")) - 1 for member in members if member)


def _count_asked_for(mirror: Path, queries: list[str]) -> int:
    """Records of the listing's files whose status the queries name; four of the 629 are closed."""
    pages = [json.loads(path.read_bytes()) for path in mirror.rglob("page-*.json")]
    statuses = [record["metadata"]["status"][0] for page in pages for record in page["results"]]
    return sum(any(status in query for query in queries) for status in statuses)

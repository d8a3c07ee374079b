"""I3: the projects index by its documented fields, each trap of its notes, and a night without it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.errors import ContractError, TerminalError, UnstableListingError
from pipelines.ingest.parsing import read_facts
from pipelines.nightly.arrivals import Visitor, status_of_visit
from pipelines.sources.i3 import SOURCE
from pipelines.sources.i3.extract import LISTING
from tests.mirrors import build_mirror
from warehouse.settings import read_settings
from warehouse.store.nights import Nights, Status

PAGE = "page-0001.json"


@pytest.fixture
def visit(visit_of: Any) -> Any:
    return visit_of("i3")


def change_page(visit: Any, change: Callable[[dict[str, Any]], None]) -> None:
    def rewrite(content: bytes) -> bytes:
        page = json.loads(content)
        change(page)
        return json.dumps(page).encode()

    visit.rewrite(PAGE, rewrite)


def test_page_is_asked_for_as_files_and_for_one_programme() -> None:
    request = LISTING.page_request(2)
    assert (request.method, request.params["apiKey"], request.params["pageNumber"]) == (
        "POST",
        "SEDIA_NONH2020_PROD",
        "2",
    )
    assert json.loads(request.files["query"][1]) == {"bool": {"must": [{"terms": {"programId": ["44416173"]}}]}}
    assert json.loads(request.files["languages"][1]) == ["en"]
    assert request.mirror_path is not None
    assert request.mirror_path.endswith("/SEDIA_NONH2020_PROD/page-0002.json")


def test_participants_stay_the_text_they_come_as(visit: Any) -> None:
    (texts, *_) = visit.check("projects").accepted.get_column("meta_participants").to_list()
    assert [participant["pic"] for participant in json.loads(texts[0])] == ["999984059", "888812345", "777712345"]


def test_trap_every_value_is_a_list_of_texts_and_absent_means_null(visit: Any) -> None:
    first, _, last = visit.check("projects").accepted.rows(named=True)
    assert first["meta_countries"] == ["IT", "EL"]
    assert first["meta_eu_contribution_amount"] == ["8822751"]
    assert last["meta_title"] is last["meta_datasource"] is last["url"] is None


def test_trap_unlisted_fields_are_kept_as_json(visit: Any) -> None:
    rows = visit.check("projects").accepted.get_column("other_metadata").to_list()
    assert json.loads(rows[1]) == {"esDA_IngestDate": ["2026-08-06T01:12:00.000+0000"], "keywords": ["valleys"]}


def test_vintage_is_the_day_the_portal_took_up_the_newest_record(visit: Any) -> None:
    assert visit.parse("projects").vintage == date(2026, 8, 6)


def test_trap_ignored_query_is_refused_by_its_total(visit: Any) -> None:
    change_page(visit, lambda page: page.update(totalResults=88_000))
    with pytest.raises(TerminalError, match="a listing of 1 to 40,000 results, got totalResults 88000"):
        visit.extract()


def test_page_that_came_short_is_refused(visit: Any) -> None:
    change_page(visit, lambda page: page["results"].pop())
    with pytest.raises(UnstableListingError, match="3 records of 3, got 2"):
        visit.extract()


def test_record_without_reference_is_rejected(visit: Any) -> None:
    change_page(visit, lambda page: page["results"][1].update(reference=None))
    checked = visit.check("projects")
    assert (checked.accepted.height, checked.rejected.height) == (2, 1)


def test_record_that_is_no_object_is_refused(visit: Any) -> None:
    change_page(visit, lambda page: page["results"].__setitem__(1, "text"))
    with pytest.raises(ContractError, match=r"page-0001\.json, record 2: expected an object with metadata, got str"):
        visit.parse("projects")


def test_shipped_projects_keep_partial_dates_and_their_link() -> None:
    table = next(table for table in SOURCE.tables if table.name == "shipped_projects")
    facts = read_facts(SOURCE.facts_path(table))
    assert facts.filter(pl.col("acronym") == "DeremCo").select("start_date", "grant_agreement").row(0) == (
        "2022-12",
        "101084037",
    )
    assert facts.get_column("linked_partnership_id").drop_nulls().len() == 11
    assert check_contract(facts, SOURCE.contract(table), where="i3").rejected.is_empty()


# A night


def visitor(home: Path, mirror: Path) -> Visitor:
    return Visitor(read_settings(home=home, mirror=mirror, as_of="2026-08-10"), "code")


def test_without_the_index_the_source_is_bundled_and_the_index_named(tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    visit = visitor(tmp_path, tmp_path / "mirror").visit(SOURCE)
    night = Nights(visitor(tmp_path, tmp_path).home).begin(date(2026, 8, 10))
    status = status_of_visit(visit, None, night)
    assert (status.status, status.missing_members, status.has_failed) == (Status.BUNDLED, ("projects index",), False)
    assert "SEDIA_NONH2020_PROD/page-0001.json in the mirror, got no such file" in status.message


def test_index_that_was_had_once_and_is_gone_is_a_failure(tmp_path: Path) -> None:
    mirror = build_mirror(tmp_path / "mirror", "i3")
    one = visitor(tmp_path / "home", mirror)
    arrived = one.visit(SOURCE)
    assert arrived.arrival is not None
    one.landing(SOURCE).accept(arrived.arrival)
    next(mirror.rglob(PAGE)).unlink()
    gone = one.visit(SOURCE)
    assert gone.arrival is None
    assert "no such file" in gone.failure

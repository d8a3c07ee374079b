"""Funding & Tenders Portal: each trap of its notes, paging, broken pages, and the real listings."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest.errors import TerminalError, TransientError, UnstableListingError
from pipelines.ingest.paging import NumberedPages, PageExtent
from pipelines.ingest.search_listing import read_extent
from pipelines.sources.funding_tenders.extract import lately_closed_listing, open_listing, settled_listing
from pipelines.sources.funding_tenders.parse import METADATA, parse_topics

PAGE = "page-0001.json"


@pytest.fixture
def whole_visit(visit_of: Any) -> Any:
    """All three listings."""
    return visit_of("funding_tenders")


@pytest.fixture
def visit(whole_visit: Any) -> Any:
    """Open and forthcoming topics alone; a mirror may lack the others."""
    for name in ("closed-page-0001.json", "lately-page-0001.json"):
        whole_visit.file(name).unlink()
    return whole_visit


@pytest.fixture
def topics(visit: Any) -> pl.DataFrame:
    accepted: pl.DataFrame = visit.check("topics").accepted
    return accepted


def change_page(visit: Any, change: Callable[[dict[str, Any]], None], name: str = PAGE) -> None:
    def rewrite(content: bytes) -> bytes:
        page = json.loads(content)
        change(page)
        return json.dumps(page).encode()

    visit.rewrite(name, rewrite)


def list_alone(visit: Any, records: list[dict[str, Any]]) -> None:
    change_page(visit, lambda page: page.update(results=records, totalResults=len(records)))


def write_listing(visit: Any, total: int) -> list[Path]:
    """A listing of so many records, in pages of 100, in place of the fixture."""
    first = visit.file(PAGE)
    template = json.loads(first.read_bytes())
    record = template["results"][0]
    numbers = range(1, total + 1)
    paths = []
    for number, start in enumerate(range(0, total, 100), start=1):
        results = [{**record, "reference": f"{one}TOPICSen"} for one in numbers[start : start + 100]]
        path = first.with_name(f"page-{number:04d}.json")
        path.write_text(json.dumps({**template, "totalResults": total, "pageNumber": number, "results": results}))
        paths.append(path)
    return paths


# Traps


def test_trap_query_parts_are_sent_as_json_files() -> None:
    request = open_listing().page_request(3)
    assert request.method == "POST"
    assert request.params == {"apiKey": "SEDIA", "text": "***", "pageSize": "100", "pageNumber": "3"}
    assert request.mirror_path == "api.tech.ec.europa.eu/search-api/prod/rest/search/SEDIA/page-0003.json"
    assert {content_type for _, _, content_type in request.files.values()} == {"application/json"}
    assert {name: json.loads(body) for name, (_, body, _) in request.files.items()} == {
        "query": {
            "bool": {"must": [{"terms": {"type": ["1", "2", "8"]}}, {"terms": {"status": ["31094501", "31094502"]}}]}
        },
        "languages": ["en"],
        "sort": {"field": "identifier", "order": "ASC"},
    }


def test_trap_ignored_query_lists_everything_and_is_refused(visit: Any) -> None:
    change_page(visit, lambda page: page.update(totalResults=510_841))
    with pytest.raises(TerminalError, match=r"1 to 100,000 results, got totalResults 510841"):
        visit.extract()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"type": "throwable"}, id="throwable"),
        pytest.param({"businessError": "Invalid Query format"}, id="business_error"),
        pytest.param({"results": [], "totalResults": 0}, id="empty_listing"),
        pytest.param({"results": {}, "totalResults": 1}, id="results_no_list"),
        pytest.param({"results": [{}], "totalResults": "1"}, id="total_no_number"),
        pytest.param({"results": [{}]}, id="no_total"),
        pytest.param([], id="array"),
    ],
)
def test_answer_that_is_no_listing_is_refused(answer: Any, tmp_path: Path) -> None:
    path = tmp_path / PAGE
    path.write_text(json.dumps(answer))
    with pytest.raises(TerminalError, match="page-0001"):
        read_extent(path)


def test_trap_response_time_is_no_news(visit: Any) -> None:
    before = visit.extract().content_sha256
    change_page(visit, lambda page: page.update(responseTime=4711, apiVersion="2.152"))
    assert visit.extract().content_sha256 == before
    change_page(visit, lambda page: page["results"][0].update(summary="Changed"))
    assert visit.extract().content_sha256 != before


def test_trap_missing_and_empty_metadata_are_both_null(topics: pl.DataFrame) -> None:
    assert topics.get_column("meta_focus_area").null_count() == topics.height
    assert topics.get_column("meta_destination").null_count() == topics.height
    assert topics.get_column("meta_call_title").to_list()[7] is None


def test_trap_metadata_of_any_shape_becomes_a_list_of_texts(topics: pl.DataFrame) -> None:
    stub = topics.row(6, named=True)
    assert stub["meta_type"] == ["1"]
    assert stub["meta_title"] == ["A text where a list is due"]
    assert stub["meta_status"] is None
    assert stub["meta_budget_overview"] is None


def test_trap_unknown_keys_are_kept_as_other_metadata(topics: pl.DataFrame, visit: Any) -> None:
    others = topics.get_column("other_metadata").to_list()
    assert json.loads(others[1]) == {"cenTagsA": ["11", "12"], "esDA_IngestDate": ["2026-03-01T04:00:00.000+0100"]}
    assert json.loads(others[6]) == {"isFunded": [True]}
    assert others[2] is None
    change_page(visit, lambda page: page["results"][0].update(novelty=["x"]))
    assert json.loads(visit.check("topics").accepted.get_column("other_metadata")[0])["envelope.novelty"] == ["x"]


def test_trap_renamed_metadata_key_loses_nothing(visit: Any) -> None:
    change_page(visit, lambda page: page["results"][0]["metadata"].update(callName=["Example call"]))
    assert "callName" in visit.check("topics").accepted.get_column("other_metadata")[0]


def test_trap_envelope_keys_absent_since_2_151_are_null(topics: pl.DataFrame) -> None:
    assert topics.get_column("title").null_count() == topics.height
    assert topics.get_column("content").to_list()[:3] == [None, None, "Example topic"]
    assert topics.get_column("summary")[6] is None


def test_trap_json_inside_text_stays_text(topics: pl.DataFrame) -> None:
    (overview,) = topics.get_column("meta_budget_overview")[0].to_list()
    assert json.loads(overview)["budgetYearsColumns"] == ["2026"]


def test_trap_one_identifier_many_records_are_all_kept(topics: pl.DataFrame) -> None:
    identifiers = topics.get_column("meta_identifier").list.first()
    assert identifiers.to_list().count("HORIZON-EX-2026-01-01") == 3
    assert identifiers.to_list().count("I3-EX-1") == 2
    assert topics.get_column("reference").n_unique() == topics.height == 8


def test_trap_both_reference_forms_are_accepted(topics: pl.DataFrame) -> None:
    references = topics.get_column("reference").to_list()
    assert {"90000003ExampleGrants1717632000000", "90000001TOPICSen", "6221COMPETITIVE_CALLen"} <= set(references)


def test_trap_dates_keep_their_offsets(topics: pl.DataFrame) -> None:
    assert topics.get_column("meta_deadline_date")[1].to_list() == [
        "2026-10-08T00:00:00.000+0200",
        "2027-03-14T00:00:00.000+0100",
    ]


def test_trap_stale_open_status_is_kept_for_staging(topics: pl.DataFrame) -> None:
    stale = topics.row(7, named=True)
    assert (stale["meta_status"], stale["meta_deadline_date"][0][:4]) == (["31094502"], "2014")


def test_trap_text_stays_as_published(topics: pl.DataFrame) -> None:
    assert topics.get_column("meta_types_of_action")[0].to_list() == ["HORIZON  Research and Innovation Actions"]
    html = topics.get_column("meta_description_byte")[0][0]
    assert html == '<p>Expected outcome:\u00a0soil sensors</p>\r\n<div class="eui-u-mt-l>">'


def test_vintage_is_when_the_portal_took_up_its_newest_record(visit: Any) -> None:
    assert visit.parse("topics").vintage == date(2026, 3, 2)


# Paging


@pytest.mark.parametrize(("total", "pages"), [(1, 1), (100, 1), (101, 2), (250, 3)])
def test_listing_is_read_to_its_last_page(visit: Any, total: int, pages: int) -> None:
    write_listing(visit, total)
    arrival = visit.extract()
    assert len(arrival.files) == pages
    parsed = parse_topics(arrival.paths)
    assert parsed is not None
    assert parsed.frame.get_column("reference").to_list() == [f"{one}TOPICSen" for one in range(1, total + 1)]


def test_lost_page_is_named(visit: Any) -> None:
    write_listing(visit, 250)[1].unlink()
    with pytest.raises(TransientError, match=r"page-0002\.json"):
        visit.extract()


def test_total_that_changes_while_paging_is_refused(visit: Any) -> None:
    write_listing(visit, 250)

    def grow(page: dict[str, Any]) -> None:
        page["totalResults"] = 251
        page["results"].append(page["results"][0])

    change_page(visit, grow, "page-0003.json")
    with pytest.raises(TransientError, match=r"page 3 of 3: expected a listing of 250 .* got one of 251: it changed"):
        visit.extract()


def test_page_that_comes_short_is_refused(visit: Any) -> None:
    write_listing(visit, 250)
    change_page(visit, lambda page: page["results"].pop(), "page-0002.json")
    with pytest.raises(TransientError, match="page 2 of 3: expected 100 records of 250, got 99, on reading 2 as well"):
        visit.extract()


def test_records_that_come_twice_on_every_reading_are_the_portals_own(visit: Any) -> None:
    write_listing(visit, 250)
    change_page(visit, lambda page: page["results"].__setitem__(7, page["results"][6]), "page-0002.json")
    assert {name for name in visit.extract().files if name.startswith("page-")} == {
        f"page-000{number}.json" for number in (1, 2, 3)
    }


def test_records_that_come_twice_and_then_others_are_a_listing_that_moves() -> None:
    readings = iter([{"a", "b"}, {"a", "c"}])

    def read_page(number: int) -> PageExtent:
        return PageExtent(3, 3, "same", frozenset(next(readings)))

    pages = NumberedPages(where="listing", page_size=100, read_page=read_page, forget_pages=lambda _: None)
    with pytest.raises(UnstableListingError, match="3 records, or the same repeats on every reading, got 2 different"):
        pages.read_all()


# Closed topics


def number_of(parsed: Any) -> dict[str, str | None]:
    """Last night that listed each record, by reference."""
    return dict(parsed.frame.select("reference", "last_listed_on").iter_rows())


@pytest.fixture
def on_night(whole_visit: Any) -> Callable[[str], Any]:
    """Visits as of a date and accepts what came."""

    def play(as_of: str) -> Any:
        arrival = whole_visit.landing.record(whole_visit.extract(date.fromisoformat(as_of)))
        whole_visit.landing.accept(arrival)
        return arrival

    return play


def test_closed_topics_are_read_in_full_once_and_then_from_the_boundary_on(whole_visit: Any, on_night: Any) -> None:
    first = on_night("2026-03-15")
    whole_visit.file("closed-page-0001.json").unlink()
    assert first.files.keys() == {"page-0001.json", "lately-page-0001.json", "closed-before-2026-02-13-page-0001.json"}
    second = on_night("2026-05-14")
    assert (second.content_sha256, second.missing_files) == (first.content_sha256, ())


def test_closed_topics_are_read_in_full_again_after_ninety_days(whole_visit: Any, on_night: Any) -> None:
    on_night("2026-03-15")
    later = on_night("2026-06-13")
    assert "closed-before-2026-05-14-page-0001.json" in later.files
    assert "closed-before-2026-02-13-page-0001.json" not in later.files


def test_full_reading_that_fails_leaves_the_last_one_in_place(whole_visit: Any, on_night: Any) -> None:
    on_night("2026-03-15")
    for name in ("closed-page-0001.json", "lately-page-0001.json"):
        whole_visit.file(name).unlink()
    later = on_night("2026-09-15")
    assert later.missing_files == ("closed topics", "recently closed topics")
    assert later.files.keys() >= {"closed-before-2026-02-13-page-0001.json", "lately-page-0001.json"}


def test_queries_of_closed_topics_share_out_all_of_them() -> None:
    boundary = date(2026, 2, 13)
    since = {"range": {"deadlineDate": {"gte": "2026-02-13T00:00:00.000+0000"}}}
    assert lately_closed_listing(boundary).query["bool"]["must"][-1] == since
    settled = settled_listing(boundary).query["bool"]
    assert (settled["must_not"], settled["must"]) == (
        [since],
        lately_closed_listing(boundary).query["bool"]["must"][:-1],
    )


def test_record_that_left_the_listing_stays_with_its_last_night(whole_visit: Any, on_night: Any) -> None:
    on_night("2026-03-15")

    def leave(page: dict[str, Any]) -> None:
        page["results"] = [one for one in page["results"] if one["reference"] != "90000003ExampleGrants1717632000000"]
        page["totalResults"] = len(page["results"])

    change_page(whole_visit, leave)
    second = on_night("2026-03-16")
    kept = {key: night for key, night in number_of(parse_topics(second.paths)).items() if night}
    assert kept == {"90000003ExampleGrants1717632000000": "2026-03-15"}
    assert on_night("2026-03-17").content_sha256 == second.content_sha256


def test_records_that_left_between_readings_of_one_date_all_stay(whole_visit: Any, on_night: Any) -> None:
    stays, *others = json.loads(whole_visit.file(PAGE).read_bytes())["results"][:1] * 3
    leaving = [
        {**one, "reference": f"{number}TOPICSen", "metadata": {**one["metadata"], "ccm2Id": [number]}}
        for one, number in zip(others, ("91", "92"), strict=True)
    ]
    for listed in ([stays, leaving[0]], [stays, leaving[1]], [stays]):
        list_alone(whole_visit, listed)
        last = on_night("2026-03-15")
    kept = {key: night for key, night in number_of(parse_topics(last.paths)).items() if night}
    assert kept == {"91TOPICSen": "2026-03-15", "92TOPICSen": "2026-03-15"}


def test_record_that_comes_back_is_listed_again(whole_visit: Any, on_night: Any) -> None:
    on_night("2026-03-15")
    whole = whole_visit.file(PAGE).read_bytes()
    change_page(whole_visit, lambda page: page.update(results=page["results"][:1], totalResults=1))
    assert [name for name in on_night("2026-03-16").files if name.startswith("earlier-")]
    whole_visit.file(PAGE).write_bytes(whole)
    third = on_night("2026-03-17")
    assert not [name for name in third.files if name.startswith("earlier-")]
    assert set(number_of(parse_topics(third.paths)).values()) == {None}


def test_closed_topic_of_tonight_replaces_the_open_one_of_before(whole_visit: Any, on_night: Any) -> None:
    on_night("2026-03-15")
    record = json.loads(whole_visit.file(PAGE).read_bytes())["results"][2]
    record["metadata"]["status"] = ["31094503"]
    record["reference"] = "90000003TOPICSen"
    change_page(whole_visit, lambda page: page.update(results=page["results"][:2], totalResults=2))
    change_page(
        whole_visit,
        lambda page: page.update(results=[*page["results"], record], totalResults=2),
        "lately-page-0001.json",
    )
    parsed = parse_topics(on_night("2026-03-16").paths)
    assert parsed is not None
    same = parsed.frame.filter(pl.col("meta_ccm2_id").list.first() == "90000003")
    assert same.select("reference", "last_listed_on").rows() == [("90000003TOPICSen", None)]


# Rows


def test_record_without_reference_is_rejected_and_counted(visit: Any) -> None:
    change_page(visit, lambda page: page["results"][3].update(reference=None))
    checked = visit.check("topics")
    assert (checked.accepted.height, checked.rejected.height) == (7, 1)
    assert checked.rejected.get_column("_reason").to_list() == ["reference: expected a value, got nothing"]


def test_doubled_records_are_kept_for_staging(visit: Any) -> None:
    change_page(visit, lambda page: page.update(results=page["results"] * 2, totalResults=16))
    assert visit.check("topics").accepted.height == 16


def test_reordered_keys_make_no_difference(visit: Any, topics: pl.DataFrame) -> None:
    def reverse(page: dict[str, Any]) -> None:
        page["results"] = [dict(reversed(record.items())) for record in page["results"]]

    change_page(visit, reverse)
    assert visit.check("topics").accepted.equals(topics)


# Real files


@pytest.mark.real
@pytest.mark.parametrize(
    ("night", "records", "distinct", "cascade"),
    [("2024-06", 508, 382, 103), ("2024-10", 330, 300, 90), ("2025-04", 330, 300, 90), ("2026-08", 629, 629, 0)],
)
def test_real_listing_every_record_is_accepted(
    real_visit: Any, night: str, records: int, distinct: int, cascade: int
) -> None:
    visit = real_visit("funding_tenders", night)
    checked = visit.check("topics")
    assert (checked.accepted.height, checked.rejected.height) == (records, 0)
    assert checked.accepted.get_column("meta_ccm2_id").list.first().n_unique() == distinct
    types = checked.accepted.get_column("meta_type").list.first()
    assert types.to_list().count("8") == cascade
    assert checked.accepted.get_column("other_metadata").null_count() == records


@pytest.mark.real
def test_real_listing_same_bytes_are_the_same_content(real_visit: Any) -> None:
    nights = ("2024-10", "2025-04")
    assert len({real_visit("funding_tenders", night).extract().content_sha256 for night in nights}) == 1


@pytest.mark.real
@pytest.mark.parametrize(
    "name", ["call_search_10_06_24.json", "call_dto_12_03_24.json", "search_page_v2.151_first_result.json"]
)
def test_real_raw_answers_lose_nothing(real_data: Path, tmp_path: Path, name: str) -> None:
    answer = json.loads((real_data / "sedia" / "raw" / name).read_bytes())
    results = answer.get("results", [answer])
    path = tmp_path / PAGE
    path.write_text(json.dumps({"results": results, "totalResults": len(results)}))
    parsed = parse_topics({PAGE: path})
    assert parsed is not None
    row, metadata = parsed.frame.row(0, named=True), results[0]["metadata"]
    others = json.loads(row["other_metadata"] or "{}")
    for key, value in metadata.items():
        kept = row[METADATA[key]] if key in METADATA else others[key]
        assert kept == ([text or None for text in value] if any(value) or key not in METADATA else None), key
    assert not [key for key in others if key.startswith("envelope.")]

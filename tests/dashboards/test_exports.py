"""One question, one answer: the page, every file and every way to it give the same rows, columns and order."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import time
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl
import pytest
from icalendar import Calendar
from lxml import etree
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from starlette.testclient import TestClient

from dashboards.app import create_app
from dashboards.domains import TABLES
from dashboards.funding.tables import FUNDING_MATCHES
from tests.dashboards.conftest import GIVEN, INVEST, MOVED, ORCHARD, PRUNING, Ask, BuildEdition, visitor
from tests.homes import Operator
from warehouse.products.files.formats import MATCH_FORMATS, PAIR_TABLES, read_formats
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.products.matches.export import export_matches, write_file
from warehouse.products.matches.people import PEOPLE_COLUMNS
from warehouse.products.matches.query import FilterError, MatchFilters
from warehouse.store.reader import Reader

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILTER_SETS = [
    pytest.param("", id="all"),
    pytest.param("partnership=apple-growing", id="partnership"),
    pytest.param("programme=horizon_europe&min_score=40", id="programme-and-score"),
    pytest.param("status=forthcoming&eligibility=pass", id="status-and-eligibility"),
    pytest.param("text=tidal&partnership=tidal-mills", id="words"),
]
Rows = list[tuple[str, ...]]


def _plain(value: Any) -> str:
    """A value as one text, whichever file it came from; the guard against formulas is taken off."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return f"{float(value):.6f}"
    return str(value).removeprefix("'")


def _rows(frame: pl.DataFrame) -> Rows:
    return [tuple(_plain(value) for value in row) for row in frame.iter_rows()]


def _get(client: TestClient, file_format: str, query: str) -> bytes:
    response = client.get(f"/export/funding-match.{file_format}?{query}")
    assert response.status_code == 200, response.text
    return response.content


def _column(sheet: Worksheet, name: str) -> list[Cell]:
    """The cells of one column below its header."""
    number = [cell.value for cell in sheet[1]].index(name)
    return [row[number] for row in sheet.iter_rows(min_row=2)]


def _retyped(content: bytes, like: pl.DataFrame) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(content), schema=like.schema)


@pytest.mark.parametrize("query", FILTER_SETS)
def test_screen_csv_xlsx_parquet_and_json_hold_the_same_cells(client: TestClient, reader: Reader, query: str) -> None:
    filters = dict(pair.split("=") for pair in query.split("&") if pair)
    with reader.snapshot() as snapshot:
        screen = FUNDING_MATCHES.rows(snapshot, filters)
    sheet = openpyxl.load_workbook(io.BytesIO(_get(client, "xlsx", f"{query}&layout=data"))).worksheets[0]
    header, *cells = sheet.iter_rows(values_only=True)
    parquet = pl.read_parquet(io.BytesIO(_get(client, "parquet", query)))
    csv = _retyped(_get(client, "csv", query), screen)
    objects = json.loads(_get(client, "json", query))

    assert screen.height > 0
    assert tuple(screen.columns) == tuple(header) == tuple(csv.columns) == tuple(parquet.columns) == MATCH_COLUMNS
    assert parquet.equals(screen)
    expected = _rows(screen)
    assert _rows(csv) == expected
    assert [tuple(_plain(value) for value in row) for row in cells] == expected
    assert [tuple(_plain(value) for value in row.values()) for row in objects] == expected


@pytest.fixture(scope="module")
def reopened(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the workbooks of every filter set, opened and saved again by LibreOffice: `<number>.xlsx`."""
    if SOFFICE is None:
        pytest.skip("needs soffice (Debian: libreoffice-calc-nogui); openpyxl compares the same cells above")
    folder = tmp_path_factory.mktemp("libreoffice")
    given = [folder / f"{number}.xlsx" for number in range(len(FILTER_SETS))]
    for path, query in zip(given, FILTER_SETS, strict=True):
        path.write_bytes(_get(client, "xlsx", f"{query.values[0]}&layout=data"))
    # A profile of its own, since a second LibreOffice on the same one hands its files to the first and leaves.
    command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    run = subprocess.run(
        [*command, "--outdir", str(folder / "saved"), *map(str, given)], check=True, capture_output=True, timeout=300
    )
    assert b"Error" not in run.stderr, run.stderr.decode()
    return folder / "saved"


@pytest.mark.parametrize(("number", "query"), [pytest.param(n, *s.values, id=s.id) for n, s in enumerate(FILTER_SETS)])
def test_libreoffice_reads_the_workbook_cell_by_cell_as_the_parquet(
    client: TestClient, reopened: Path, number: int, query: str
) -> None:
    # Calc has no truth values of its own and keeps them as =TRUE() and =FALSE(): the values beside them are read.
    book = openpyxl.load_workbook(reopened / f"{number}.xlsx", data_only=True)
    sheet = book.worksheets[0]
    header, *cells = sheet.iter_rows(values_only=True)
    parquet = pl.read_parquet(io.BytesIO(_get(client, "parquet", query)))
    assert book.sheetnames == ["Matches", "Definitions", "Read me"]
    assert tuple(header) == tuple(parquet.columns)
    assert [tuple(_plain(value) for value in row) for row in cells] == _rows(parquet)
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(parquet.width)}{parquet.height + 1}"
    links = [cell.hyperlink.target if cell.hyperlink else None for cell in _column(sheet, "portal_url")]
    assert links == parquet["portal_url"].to_list()
    assert all(cell.is_date for cell in _column(sheet, "deadline_date") if cell.value is not None)


@pytest.mark.parametrize("file_format", MATCH_FORMATS)
def test_command_line_and_address_give_the_same_bytes(
    client: TestClient, reader: Reader, tmp_path: Path, file_format: str
) -> None:
    with reader.snapshot() as snapshot:
        table = export_matches(snapshot, MatchFilters(partnership="apple-growing", min_score=20))
        path = write_file(table, tmp_path, "matches", file_format)
        again = write_file(table, tmp_path, "again", file_format)
    assert path.read_bytes() == again.read_bytes()
    assert path.read_bytes() == _get(client, file_format, "partnership=apple-growing&min_score=20.0")


def test_workbook_for_people_has_twelve_columns_the_link_first_and_a_summary(
    client: TestClient, reader: Reader
) -> None:
    query = "partnership=apple-growing,tidal-mills"
    book = openpyxl.load_workbook(io.BytesIO(_get(client, "xlsx", query)))
    sheet, summary = book["Matches"], book["Summary"]
    with reader.snapshot() as snapshot:
        matches = export_matches(snapshot, MatchFilters(partnership="apple-growing,tidal-mills")).frame
    header = [cell.value for cell in sheet[1]]
    assert header == list(PEOPLE_COLUMNS)
    assert (len(header), header[0], header[-1], sheet.freeze_panes) == (12, "Link", "Our status", "C2")
    links = _column(sheet, "Link")
    assert [cell.value for cell in links] == matches["topic_id"].to_list()
    assert [cell.hyperlink.target if cell.hyperlink else None for cell in links] == matches["portal_url"].to_list()
    assert [cell.value for cell in _column(sheet, "Score")] == pytest.approx(matches["score"].to_list())
    assert all(cell.is_date for cell in _column(sheet, "Deadline") if cell.value is not None)
    assert {cell.value for cell in _column(sheet, "Eligible")} <= {"yes", "no", "not known"}
    rows = [tuple(cell.value for cell in row) for row in summary.iter_rows()]
    assert [row[:2] for row in rows] == [("Partnership", "Calls"), ("Apple growing", 5), ("Tidal mills", 2), ("All", 5)]
    in_theme = matches.filter("is_theme_match")
    assert rows[-1][2] == in_theme["topic_id"].n_unique()
    assert rows[-1][6].date() == in_theme["deadline_date"].min()
    laid_out = pl.read_csv(io.BytesIO(_get(client, "csv", f"{query}&layout=people")))
    assert (laid_out.columns, laid_out["Link"].to_list()) == (header, matches["portal_url"].to_list())


def test_european_csv_is_read_by_a_european_spreadsheet_as_the_same_cells(client: TestClient) -> None:
    content = _get(client, "csv", "locale=eu")
    parquet = pl.read_parquet(io.BytesIO(_get(client, "parquet", "")))
    assert content.startswith(b"\xef\xbb\xbfpartnership_id;topic_id;")
    read = pl.read_csv(io.BytesIO(content), separator=";", decimal_comma=True, schema=parquet.schema)
    assert _rows(read) == _rows(parquet)


@pytest.mark.parametrize("file_format", ["ics", "atom", "csv"])
def test_file_that_the_asker_has_is_not_sent_again(client: TestClient, file_format: str) -> None:
    address = f"/export/funding-match.{file_format}?partnership=apple-growing"
    tag = client.get(address).headers["etag"]
    for known in (tag, f'W/{tag}, "other"'):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("xlsx?locale=eu", "locale: xlsx has none; valid formats: csv"),
        ("ics?layout=people", "layout: ics has none; valid formats: xlsx, csv, parquet, json"),
        ("csv?layout=wide", "layout: no such value 'wide'; valid values: people, data"),
        ("csv?when=prepare&status=open", "when: prepare and status open contradict each other; leave one out"),
        ("csv?partnership=apple-growing,apple-growing", "partnership: expected each once, came"),
        ("csv?partnership=apple-growing,nope", "partnership: no such value 'nope'; valid values: 3d-printing"),
    ],
)
def test_contradiction_is_refused_in_one_line(client: TestClient, query: str, told: str) -> None:
    response = client.get(f"/export/funding-match.{query}")
    assert (response.status_code, response.text.count("\n")) == (400, 1)
    assert response.text.startswith(told)


def test_raw_files_keep_text_that_a_spreadsheet_would_calculate(client: TestClient) -> None:
    query = "text=tidal&partnership=tidal-mills"
    parquet = pl.read_parquet(io.BytesIO(_get(client, "parquet", query)))
    assert parquet["topic_title"].to_list() == ["=Tidal mills"]
    assert json.loads(_get(client, "json", query))[0]["topic_title"] == "=Tidal mills"
    assert b"'=Tidal mills" in _get(client, "csv", query)
    sheet = openpyxl.load_workbook(io.BytesIO(_get(client, "xlsx", f"{query}&layout=data"))).worksheets[0]
    assert _column(sheet, "topic_title")[0].value == "'=Tidal mills"


def test_bundle_says_what_was_asked_and_under_which_terms(client: TestClient, edition_night: Operator) -> None:
    with zipfile.ZipFile(io.BytesIO(_get(client, "bundle", "partnership=apple-growing&status=open"))) as bundle:
        names = bundle.namelist()
        read_me = bundle.read("README.md").decode()
        package = json.loads(bundle.read("datapackage.json"))
        csv = bundle.read("data/funding-match.csv")
    assert names == ["README.md", "datapackage.json", "data/funding-match.csv", "data/funding-match.parquet"]
    assert "partnership = apple-growing, status = open" in read_me
    (portal,) = [source for source in edition_night.manifest()["sources"] if source["source"] == "funding_tenders"]
    licence = portal["licence"]
    assert f"{licence['name']} ({licence['url']}), {licence['attribution']}" in read_me
    assert portal["citation"] in read_me
    assert package["interregio"]["filters"] == {"partnership": "apple-growing", "status": "open"}
    assert package["resources"][0]["hash"] == f"sha256:{hashlib.sha256(csv).hexdigest()}"
    assert package["resources"][0]["schema"]["primaryKey"] == ["partnership_id", "topic_id"]
    assert csv == _get(client, "csv", "partnership=apple-growing&status=open")


def _read_ics(content: bytes) -> list[dict[str, Any]]:
    """Events of a calendar with their alarms, read line by line: shares nothing with the library that wrote it."""
    events: list[dict[str, Any]] = []
    kind = ""
    for line in content.replace(b"\r\n ", b"").decode().split("\r\n"):
        name, _, value = line.partition(":")
        if name in ("BEGIN", "END"):
            kind = value if name == "BEGIN" else "VEVENT" if value == "VALARM" else ""
            if name == "BEGIN" and value == "VEVENT":
                events.append({"alarms": []})
        elif kind == "VEVENT":
            events[-1][name.partition(";")[0]] = value
        elif kind == "VALARM" and name == "TRIGGER":
            events[-1]["alarms"].append(value)
    return events


def test_calendar_holds_watched_deadlines_of_the_theme_at_17_in_brussels(client: TestClient, ask: Ask) -> None:
    content = _get(client, "ics", "")
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    brussels = ZoneInfo("Europe/Brussels")
    coming = ask(
        "select topic_id, day from (select topic_id, unnest(deadline_dates) as day from marts_core.dim_topic where "
        "topic_id in (select topic_id from marts_funding.fct_match where is_watched and is_theme_match)) "
        "where day >= date '2026-08-11'"
    )
    starts = {(str(event["summary"]).split(":")[0], event.decoded("dtstart")) for event in events}
    assert starts == {
        (
            f"Deadline {row['topic_id']}",
            datetime(row["day"].year, row["day"].month, row["day"].day, 17, tzinfo=brussels),
        )
        for row in coming
    }
    assert len(events) == len(coming) > 1
    assert {start.utcoffset() for _, start in starts if start.month == 9} == {timedelta(hours=2)}
    assert {event.decoded("dtstamp").date() for event in events} == {date(2026, 8, 11)}
    assert len({str(event["uid"]) for event in events}) == len(events)
    moved = {str(event["summary"]).split(":")[0]: event.decoded("sequence") for event in events}
    assert (moved[f"Deadline {MOVED}"], moved[f"Deadline {ORCHARD}"]) == (1, 0)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Brussels"]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n")
    again = _read_ics(content)
    assert [(event["UID"], event["DTSTART"]) for event in again] == [
        (str(event["uid"]), event.decoded("dtstart").strftime("%Y%m%dT%H%M%S")) for event in events
    ]
    assert {tuple(event["alarms"]) for event in again} == {("-P30D", "-P7D")}
    (orchard,) = [event for event in events if ORCHARD in str(event["summary"])]
    assert "Matched with: Apple growing" in str(orchard["description"])


def test_calendar_names_the_stage_and_takes_a_score_or_a_lane(
    client: TestClient, tmp_path: Path, build_edition: BuildEdition
) -> None:
    build_edition(
        tmp_path,
        "2026-08-11-0000000e",
        change="update marts_funding.fct_match set is_theme_match = "
        f"topic_id in ('{PRUNING}', '{MOVED}', '{ORCHARD}'); "
        "update marts_core.dim_topic set deadline_model = 'multiple cut-off', "
        f"deadline_dates = [date '2026-10-01', date '2027-10-01'] where topic_id = '{MOVED}'",
    )
    staged = visitor(create_app(Reader(tmp_path)))
    every = _read_ics(_get(staged, "ics", "min_score=0"))
    assert sorted(event["SUMMARY"].partition("(")[2] for event in every) == sorted(
        ["stage 1 of 2)", "stage 2 of 2)", "cut-off 1 of 2)", "cut-off 2 of 2)", ""]
    )
    watched = _read_ics(_get(staged, "ics", ""))
    assert {event["SUMMARY"].split(":")[0] for event in watched} == {f"Deadline {MOVED}", f"Deadline {ORCHARD}"}
    lane = _read_ics(_get(client, "ics", "lane=instrument"))
    assert {event["SUMMARY"].split(":")[0] for event in lane} == {f"Deadline {INVEST}"}


def test_files_are_the_same_whatever_the_clock_of_the_machine(client: TestClient, monkeypatch: Any) -> None:
    formats = ("ics", "csv", "json")
    here = [_get(client, ending, "") for ending in formats]
    try:
        for zone in ("America/Los_Angeles", "Pacific/Kiritimati"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert [_get(client, ending, "") for ending in formats] == here
    finally:
        monkeypatch.undo()
        time.tzset()


def test_deadline_keeps_its_event_in_every_calendar_and_when_it_moves(client: TestClient) -> None:
    def uids(query: str) -> dict[str, str]:
        calendar = Calendar.from_ical(_get(client, "ics", query))
        return {str(event["uid"]): str(event["summary"]) for event in calendar.walk("VEVENT")}

    everything, some = uids("min_score=0"), uids("min_score=0&programme=horizon_europe&text=orchard")
    assert uids("partnership=apple-growing&min_score=0").keys() <= everything.keys()
    assert some.items() <= everything.items()
    assert some


def test_unknown_format_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(FilterError, match=r"format: .*'xls'; valid values: xlsx, .*, ics, atom, bundle"):
        read_formats("csv,xls", MATCH_FORMATS)
    assert read_formats("csv, ics,csv", MATCH_FORMATS) == ("csv", "ics")


def test_filter_that_comes_twice_is_refused(client: TestClient) -> None:
    response = client.get("/export/funding-match.csv?partnership=apple-growing&partnership=tidal-mills")
    assert (response.status_code, response.text) == (
        400,
        "partnership: expected one value, came 2: apple-growing, tidal-mills\n",
    )


@pytest.mark.parametrize("name", PAIR_TABLES)
def test_pairs_can_be_had_as_a_network(client: TestClient, name: str) -> None:
    query = urlencode({needed: GIVEN[needed] for needed in TABLES[name].required})
    rows = pl.read_csv(client.get(f"/export/{name}.csv?{query}").content, infer_schema_length=0)
    graph = etree.fromstring(client.get(f"/export/{name}.graphml?{query}").content)
    edges = graph.findall(".//{*}edge")
    ends = [column for column in rows.columns if column.endswith(("_a", "_b"))]
    assert [(edge.get("source"), edge.get("target")) for edge in edges] == rows.select(ends).rows()
    assert {node.get("id") for node in graph.iter("{*}node")} == {
        end for row in rows.select(ends).rows() for end in row
    }
    counts = [edge.find("{*}data[@key='project_count']").text for edge in edges]
    assert counts == rows["project_count"].to_list()
    assert edges


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_can_be_had_as_workbook_and_bundle(client: TestClient, edition_id: str, name: str) -> None:
    query = urlencode({needed: (GIVEN | {"since": edition_id})[needed] for needed in TABLES[name].required})
    for file_format in ("xlsx", "bundle"):
        response = client.get(f"/export/{name}.{file_format}?{query}")
        assert response.status_code == 200
        assert zipfile.is_zipfile(io.BytesIO(response.content))

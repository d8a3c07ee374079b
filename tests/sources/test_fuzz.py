"""Whatever a publisher sends: an error of the one taxonomy, or every row accepted or rejected; never anything else.

Workbooks of the secretariats are fuzzed in ``tests/registry``, text that is delimited in ``tests/ingest``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.errors import SourceError
from pipelines.ingest.session import Session
from pipelines.ingest.source import ParsedTable, Source, Table
from pipelines.ingest.transport import MirrorTransport
from pipelines.sources import discover_sources, find_source
from pipelines.sources.cordis.extract import ARCHIVE
from pipelines.sources.cordis.parse import EURO_SCI_VOC, LEGAL_BASIS, ORGANIZATION, PROJECT, TOPICS, MemberFormat
from tests.mirrors import build_mirror, pack_archive
from tests.sources.conftest import AS_OF
from warehouse.store.landing import Landing

FETCHED = [source for source in discover_sources() if source.base_url]
MEMBERS = [ORGANIZATION, TOPICS, LEGAL_BASIS, EURO_SCI_VOC, PROJECT]
DETAILS = "NUTS2016-NUTS2021.xlsx"

QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIELDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters='"\n\r'), max_size=12),
    st.sampled_from(
        ["", "101000001", "1,5", "-2.25", "true", "2026-03-01", "2026-03-01 10:00:00", "NaN", "=A1", "\x00"]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)
CELLS = st.one_of(
    st.none(), st.integers(-5, 10**6), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.dates(),
    st.sampled_from(["BE1", "Statistical regions (EFTA):", "`", " ", "=1/0", "#N/A", "split", "ex-BE1"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Path]]:
    """The landed fixtures of every source, by source and file."""
    files = {}
    for source in FETCHED:
        folder = tmp_path_factory.mktemp(source.name)
        session = Session(
            source=source,
            transport=MirrorTransport(build_mirror(folder / "mirror", source.name)),
            landing=Landing(folder / "raw", source.name),
            as_of=AS_OF,
            retrieved_at=AS_OF.isoformat(),
        )
        source.extract(session)
        files[source.name] = session.arrival().paths
    return files


def parse(source: Source, table: Table, files: Mapping[str, Path]) -> ParsedTable | None:
    """A table whose rows are all accepted or rejected; None if it is refused or not there."""
    try:
        parsed = source.parsers()[table.name](files)
        if parsed is None:
            return None
        checked = check_contract(parsed.frame, source.contract(table), where=table.name)
    except SourceError:
        return None
    assert checked.accepted.height + checked.rejected.height == parsed.frame.height
    return parsed


def replaced(files: Mapping[str, Path], name: str, content: bytes, folder: Path) -> dict[str, Path]:
    path = folder / name
    path.write_bytes(content)
    return {**files, name: path}


@settings(QUICK, max_examples=25)
@given(data=st.data())
def test_any_bytes_in_place_of_a_file_are_refused_or_read(data: st.DataObject, landed: Any, tmp_path: Path) -> None:
    source = data.draw(st.sampled_from(FETCHED), label="source")
    name = data.draw(st.sampled_from(sorted(landed[source.name])), label="file")
    content = bytearray(landed[source.name][name].read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    spoilt = data.draw(st.binary(max_size=200)) if data.draw(st.booleans()) else bytes(content[:cut])

    files = replaced(landed[source.name], name, spoilt, tmp_path)

    for table in source.fetched_tables:
        parse(source, table, files)


@QUICK
@given(data=st.data(), layout=st.sampled_from(MEMBERS))
def test_every_record_of_a_member_is_accepted_or_rejected(
    data: st.DataObject, layout: MemberFormat, tmp_path: Path
) -> None:
    width = len(layout.columns)
    rows = data.draw(st.lists(st.lists(FIELDS, min_size=width, max_size=width), min_size=1, max_size=8))
    text = "".join(";".join(f'"{field}"' for field in row) + "\n" for row in [list(layout.columns), *rows])
    path = tmp_path / ARCHIVE
    pack_archive(path, {layout.member: text.encode()})
    source = find_source("cordis")
    table = next(table for table in source.tables if table.member == layout.member)

    parsed = parse(source, table, {ARCHIVE: path})

    assert parsed is None or parsed.frame.height == len(rows)


@QUICK
@given(data=st.data(), name=st.sampled_from(["funding_tenders", "i3"]))
def test_every_record_of_a_search_page_is_accepted_or_rejected(
    data: st.DataObject, name: str, landed: Any, tmp_path: Path
) -> None:
    page = json.loads(landed[name]["page-0001.json"].read_bytes())
    records = page["results"]
    for _ in range(data.draw(st.integers(1, 4))):
        record = data.draw(st.sampled_from(records))
        holder = record["metadata"] if data.draw(st.booleans()) and isinstance(record.get("metadata"), dict) else record
        holder[data.draw(st.sampled_from([*sorted(holder), "novelty"]))] = data.draw(JSON)
    source = find_source(name)
    (table,) = source.fetched_tables

    parsed = parse(source, table, replaced({}, "page-0001.json", json.dumps(page).encode(), tmp_path))

    assert parsed is None or parsed.frame.height == len(records)


@pytest.mark.parametrize("text", ["\ud800", "\x00"], ids=["half_a_surrogate_pair", "nul"])
@pytest.mark.parametrize("name", ["funding_tenders", "i3"])
def test_text_that_is_no_text_is_refused_or_read(name: str, text: str, landed: Any, tmp_path: Path) -> None:
    page = json.loads(landed[name]["page-0001.json"].read_bytes())
    page["results"][0]["summary"] = text
    source = find_source(name)
    (table,) = source.fetched_tables
    parse(source, table, replaced({}, "page-0001.json", json.dumps(page).encode(), tmp_path))


@settings(QUICK, max_examples=25)
@given(mess=st.lists(st.tuples(st.integers(2, 14), st.integers(1, 14), CELLS), min_size=1, max_size=12))
@example(mess=[(6, 1, "#N/A")])
def test_every_line_of_a_correspondence_sheet_is_a_row_or_a_note(mess: Any, landed: Any, tmp_path: Path) -> None:
    workbook = load_workbook(landed["regions"][DETAILS])
    sheet = next(sheet for sheet in workbook if sheet.title.startswith("Changes detailed"))
    for row, column, value in mess:
        sheet.cell(row, column).value = value
    path = tmp_path / DETAILS
    workbook.save(path)
    source = find_source("regions")
    table = next(table for table in source.tables if table.name == "nuts_correspondence")

    parsed = parse(source, table, {DETAILS: path})

    saved = next(sheet for sheet in load_workbook(path, data_only=True) if sheet.title.startswith("Changes detailed"))
    filled = (
        [cell for cell in row if cell is not None and str(cell).strip()]
        for row in saved.iter_rows(min_row=2, values_only=True)
    )
    lines = [cells for cells in filled if cells]
    assert parsed is None or parsed.frame.height + parsed.note_lines == len(lines)


@QUICK
@given(rows=st.lists(st.tuples(FIELDS, FIELDS, FIELDS), min_size=1, max_size=8))
def test_every_record_of_a_statistic_is_accepted_or_rejected(rows: Any, landed: Any, tmp_path: Path) -> None:
    source = find_source("regions")
    table = next(table for table in source.tables if table.name == "gdp")
    name = next(name for name in landed["regions"] if name.startswith("nama"))
    header, first, *_ = pl.read_csv(landed["regions"][name], infer_schema=False, has_header=False).rows()
    places = [header.index(column) for column in ("geo", "TIME_PERIOD", "OBS_VALUE")]
    lines = []
    for row in rows:
        fields = [field or "" for field in first]
        for place, value in zip(places, row, strict=True):
            fields[place] = value
        lines.append(fields)
    text = "".join(",".join(f'"{field}"' for field in line) + "\n" for line in [header, *lines])

    parsed = parse(source, table, replaced(landed["regions"], name, text.encode(), tmp_path))

    assert parsed is None or parsed.frame.height == len(lines)

"""Whatever a workbook's cells hold: a list of problems, never an exception, and no row lost without a word."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from pipelines.ingest.errors import ContractError
from pipelines.sources.registry.workbook.cells import CellContent, read_cell
from pipelines.sources.registry.workbook.check import examine_workbook
from pipelines.sources.registry.workbook.declaration import Kind
from pipelines.sources.registry.workbook.findings import Problem
from pipelines.sources.registry.workbook.marking import write_marked_copy
from pipelines.sources.registry.workbook.reading import read_workbook
from pipelines.sources.registry.workbook.sheets import SHEETS
from tests.registry.workbooks import FIRST_ROW, WATER, fill_template

COLUMNS = [column for sheet in SHEETS for column in sheet.columns]
TEXTS = st.text(max_size=40).filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text))
PLAUSIBLE = st.sampled_from(
    [
        "water",
        "ES51",
        "example",
        "yes",
        "lead",
        "2026-H1",
        "2026-03-05",
        "2019",
        "plenary",
        "Pipes",
        "=A1",
        "#N/A",
        "I3",
        ";",
        "-",
    ]
)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    PLAUSIBLE,
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1901, 1, 1), date(9999, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - spreadsheets know no zones
    st.times().map(lambda found: time(found.hour, found.minute)),
)
PLACES = st.tuples(st.sampled_from(SHEETS), st.integers(1, FIRST_ROW + 2), st.integers(1, 16))
MESS = st.lists(st.tuples(PLACES, VALUES), min_size=1, max_size=25)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_template(tmp_path_factory.mktemp("fuzz") / "filled.xlsx", WATER)


@given(value=st.one_of(VALUES, st.floats(), st.binary(max_size=8)), kind=st.sampled_from("nsbdef"), data=st.data())
@example(value=math.inf, kind="n", data=None)
def test_any_cell_is_a_value_or_a_fault(value: object, kind: str, data: Any) -> None:
    for column in COLUMNS:
        reading = read_cell(CellContent(value, kind), column)
        assert (reading.value is None) or not reading.is_wrong
        assert "\n" not in reading.came
        if reading.value is not None and column.kind in (Kind.INTEGER, Kind.DECIMAL):
            assert math.isfinite(float(reading.value))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mess=MESS)
def test_every_row_is_read_or_has_a_problem(mess: list[Any], filled: Path, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("mess") / "mess.xlsx"
    workbook = load_workbook(filled)
    for (sheet, row, column), value in mess:
        workbook[sheet.title].cell(row=row, column=column).value = value
    workbook.save(path)

    examination = examine_workbook(path)

    blocking = [problem for problem in examination.problems if problem.is_blocking]
    assert all("\n" not in problem.line for problem in blocking)
    filled_rows = {sheet.name: list(find_filled(workbook[sheet.title])) for sheet in SHEETS}
    for sheet in SHEETS:
        faulty = {row_of(problem) for problem in blocking if problem.sheet == sheet.title}
        read = {row.number for row in examination.rows[sheet.name]}
        for number in filled_rows[sheet.name]:
            # A fault of the header keeps the whole workbook out and is named there.
            assert number in read or number in faulty or 1 in faulty
    if blocking:
        with pytest.raises(ContractError):
            read_workbook(path)
        write_marked_copy(path, examination.problems)
    else:
        frames = read_workbook(path)
        assert {sheet.name: frames[sheet.table].height for sheet in SHEETS} == {
            name: len(numbers) for name, numbers in filled_rows.items()
        }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_spoilt_bytes_are_a_problem_or_read(data: st.DataObject, filled: Path, tmp_path_factory: Any) -> None:
    content = bytearray(filled.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("bytes") / "spoilt.xlsx"
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content))
    for problem in examine_workbook(path).problems:
        assert "\n" not in problem.line


def row_of(problem: Problem) -> int:
    return int(problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0) if problem.cell != "-" else 0


def find_filled(worksheet: Any) -> Iterator[int]:
    """Rows below the header with anything in them, but for those marked as example."""
    for cells in worksheet.iter_rows(min_row=2):
        said = [cell.value for cell in cells if cell.value is not None and str(cell.value).strip()]
        mark = str(cells[0].value or "").strip().casefold()
        if said and mark != "example":
            yield cells[0].row

"""Every problem of a workbook, found without stopping at the first.

Pure: a file in, problems and rows out; no clock, no network. Frames are made in ``reading``, the copy
with marked cells in ``marking``.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.sniff import clean_excerpt
from pipelines.ingest.workbook import Worksheet, filled_cells, open_workbook
from pipelines.sources.registry.workbook.cells import is_blank, read_cell, show
from pipelines.sources.registry.workbook.declaration import (
    HEADER_ROW,
    LISTS_SHEET,
    README_SHEET,
    REQUIRED_MARK,
    STATED_ON_LABEL,
    TEMPLATE_VERSION,
    VERSION_LABEL,
    Column,
    Kind,
)
from pipelines.sources.registry.workbook.findings import FILE, NOWHERE, Problem, Row, content_of, name_cell
from pipelines.sources.registry.workbook.places import find_wrong_places
from pipelines.sources.registry.workbook.rules import find_dangling, find_future, find_repeats, find_wrong_spans
from pipelines.sources.registry.workbook.sheet_reading import read_sheet
from pipelines.sources.registry.workbook.sheets import SHEETS

_STATED_ON = Column(
    name="stated_on", help="The date this workbook speaks for.", kind=Kind.DATE, is_required=True, is_past=True
)
_README_LABEL_COLUMN = 1
_README_VALUE_COLUMN = 2


@dataclass(frozen=True)
class Examination:
    """A workbook with everything that is wrong with it.

    Attributes:
        problems: by sheet, row and column.
        rows: filled rows by sheet name, worked examples left out, wrong ones included.
        stated_on: the date it speaks for, ISO; None if it says none.
    """

    problems: tuple[Problem, ...]
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    stated_on: str | None = None


def check_workbook(path: Path, *, as_of: date | None = None) -> list[Problem]:
    """Every problem of a workbook, empty if there is none.

    Args:
        path: the file, whatever it turns out to be.
        as_of: the date after which a thing that has happened is odd; None leaves that out.
    """
    return list(examine_workbook(path, as_of=as_of).problems)


def examine_workbook(path: Path, *, as_of: date | None = None) -> Examination:
    """Reads a workbook as far as it can be read, and says what is wrong with it."""
    if path.suffix.lower() != ".xlsx":
        return Examination((Problem(FILE, NOWHERE, "a workbook saved as .xlsx", f"one saved as {path.suffix}"),))
    try:
        workbook = open_workbook(path)
        unread = [*_name_unread_parts(path)]
    except TerminalError as error:
        return Examination((Problem(FILE, NOWHERE, error.expected, error.came),))
    worksheets = {worksheet.title.strip().casefold(): worksheet for worksheet in workbook.worksheets}
    found = {sheet.name: worksheets[sheet.title.casefold()] for sheet in SHEETS if sheet.title.casefold() in worksheets}
    readings = {sheet.name: read_sheet(found[sheet.name], sheet) for sheet in SHEETS if sheet.name in found}
    rows = {name: reading.rows for name, reading in readings.items()}
    stated = _read_readme(worksheets.get(README_SHEET.casefold()), has_rows=any(rows.values()))
    problems = [*unread, *_name_strange_sheets(worksheets), *_name_repeated_sheets(workbook.worksheets)]
    problems += stated.problems
    for sheet in SHEETS:
        if sheet.name not in found:
            problems.append(
                Problem(sheet.title, NOWHERE, "this sheet of the template", "none", is_blocking=not sheet.is_late)
            )
            continue
        if rows[sheet.name] and found[sheet.name].sheet_state != "visible":
            came = f"a hidden one, whose {len(rows[sheet.name]):,} rows are read all the same"
            problems.append(Problem(sheet.title, NOWHERE, "a sheet that shows", came, is_blocking=False))
        of_sheet = [
            *readings[sheet.name].problems,
            *find_repeats(sheet, rows[sheet.name]),
            *find_dangling(sheet, rows),
            *find_wrong_spans(sheet, rows[sheet.name]),
            *find_future(sheet, rows[sheet.name], as_of),
            *find_wrong_places(sheet, rows[sheet.name]),
        ]
        problems += sorted(of_sheet, key=_place)
    return Examination(tuple(problems), rows, stated.value)


@dataclass(frozen=True)
class _Stated:
    problems: tuple[Problem, ...]
    value: str | None


def _read_readme(worksheet: Worksheet | None, *, has_rows: bool) -> _Stated:
    """The date a workbook speaks for; only one that says anything needs it."""
    if worksheet is None:
        return _Stated((Problem(README_SHEET, NOWHERE, "this sheet of the template", "none"),), None)
    cells = filled_cells(worksheet)
    labelled = {
        str(row[_README_LABEL_COLUMN].value).strip().rstrip(REQUIRED_MARK).strip().casefold(): number
        for number, row in cells.items()
        if _README_LABEL_COLUMN in row
    }
    problems = []
    version_row = labelled.get(VERSION_LABEL.casefold())
    version = cells[version_row].get(_README_VALUE_COLUMN) if version_row else None
    if str(version.value if version else None).strip() != TEMPLATE_VERSION:
        place = name_cell(version_row or HEADER_ROW, _README_VALUE_COLUMN)
        came = show(content_of(version))
        problems.append(Problem(README_SHEET, place, f"template version {TEMPLATE_VERSION}", came, is_blocking=False))
    row = labelled.get(STATED_ON_LABEL.casefold())
    stated = content_of(cells[row].get(_README_VALUE_COLUMN) if row else None)
    reading = read_cell(stated, _STATED_ON)
    if reading.is_wrong and (has_rows or not is_blank(stated.value)):
        place = name_cell(row or HEADER_ROW, _README_VALUE_COLUMN)
        problems.append(Problem(README_SHEET, place, f"{STATED_ON_LABEL}: {reading.expected}", reading.came))
    return _Stated(tuple(problems), reading.value)


def _name_unread_parts(path: Path) -> Iterator[Problem]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    for start, expected, came in (
        ("xl/vbaProject", "a workbook without macros", "some, which are not run"),
        ("xl/externalLinks/", "a workbook on its own", "links to other workbooks, which are not followed"),
    ):
        if any(name.startswith(start) for name in names):
            yield Problem(FILE, NOWHERE, expected, came, is_blocking=False)


def _name_strange_sheets(worksheets: Mapping[str, Worksheet]) -> Iterator[Problem]:
    known = {sheet.title.casefold() for sheet in SHEETS} | {README_SHEET.casefold(), LISTS_SHEET.casefold()}
    for key, worksheet in worksheets.items():
        if key not in known:
            came = "one that is not loaded"
            yield Problem(worksheet.title, NOWHERE, "a sheet of the template", came, is_blocking=False)


def _name_repeated_sheets(worksheets: Iterable[Worksheet]) -> Iterator[Problem]:
    """Sheets whose titles differ in letters or outer blanks alone: each of them may hold rows, and one would win."""
    seen: dict[str, str] = {}
    for worksheet in worksheets:
        first = seen.setdefault(worksheet.title.strip().casefold(), worksheet.title)
        if first != worksheet.title:
            yield Problem(worksheet.title, NOWHERE, "each sheet once", f"a second one beside '{clean_excerpt(first)}'")


def _place(problem: Problem) -> tuple[int, int, str]:
    """Order of problems on a sheet: by row, then column; those about no cell come first."""
    letters = problem.cell.rstrip("0123456789")
    number = problem.cell[len(letters) :]
    return (int(number) if number else 0, len(letters), letters)

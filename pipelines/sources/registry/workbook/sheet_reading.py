"""One sheet of a workbook as rows, with everything that is wrong with its header and cells.

Rows are judged among each other in ``rules``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.cell.cell import Cell

from pipelines.ingest.workbook import Worksheet, filled_cells
from pipelines.sources.registry.workbook.cells import is_blank, read_cell, show
from pipelines.sources.registry.workbook.declaration import (
    EXAMPLE_LABEL,
    EXAMPLE_MARK,
    HEADER_ROW,
    REQUIRED_MARK,
    Sheet,
)
from pipelines.sources.registry.workbook.findings import Problem, Row, content_of, name_cell

_MARK = ""
"""Stands for the column that marks worked examples among the columns' names."""


@dataclass(frozen=True)
class SheetReading:
    """A sheet's filled rows, worked examples left out, and what is wrong with them."""

    problems: tuple[Problem, ...]
    rows: tuple[Row, ...]


def read_sheet(worksheet: Worksheet, sheet: Sheet) -> SheetReading:
    """Reads a worksheet as a declared sheet, whatever it holds."""
    cells = filled_cells(worksheet)
    header = _read_header(sheet, cells.get(HEADER_ROW, {}))
    problems = [*header.problems, *_find_merged(worksheet, sheet)]
    rows: list[Row] = []
    for number, row_cells in cells.items():
        filled = {place: cell for place, cell in row_cells.items() if not is_blank(cell.value)}
        mark = filled.pop(header.mark_place, None)
        if number == HEADER_ROW or not header.places:
            continue
        problems += _name_unknown_columns(sheet, filled, header)
        if mark is not None and not _is_example_mark(mark):
            expected = f"'{EXAMPLE_MARK}' or nothing"
            problems.append(Problem(sheet.title, mark.coordinate, expected, show(content_of(mark))))
        if not filled.keys() & set(header.places.values()):
            continue
        row = _read_row(sheet, number, filled, header)
        if mark is not None and _is_example_mark(mark):
            problems += _check_example(sheet, row, mark)
            continue
        rows.append(row)
        problems += _name_faults(sheet, row)
    return SheetReading(tuple(problems), tuple(rows))


@dataclass(frozen=True)
class _Header:
    problems: tuple[Problem, ...]
    places: Mapping[str, int]
    mark_place: int
    named: frozenset[int]


def _read_header(sheet: Sheet, cells: Mapping[int, Cell]) -> _Header:
    """Where each column stands; columns may stand in any order."""
    names = {column.label.casefold(): column.name for column in sheet.columns} | {EXAMPLE_LABEL.casefold(): _MARK}
    labels = [EXAMPLE_LABEL, *(column.label for column in sheet.columns)]
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for place, cell in cells.items():
        label = str(cell.value).strip().rstrip(REQUIRED_MARK).strip().casefold()
        name = names.get(label)
        if name is None and not is_blank(cell.value):
            came = f"the header {show(content_of(cell))}"
            problems.append(Problem(sheet.title, name_cell(HEADER_ROW, place), "a column of the template", came))
        elif name is not None and name in places:
            came = f"a second column {show(content_of(cell))}"
            problems.append(Problem(sheet.title, name_cell(HEADER_ROW, place), "each column once", came))
        elif name is not None:
            places[name] = place
    if not places.keys() - {_MARK}:
        came = "none of its columns"
        return _Header((Problem(sheet.title, "A1", "the header row of the template", came),), {}, 0, frozenset())
    late = {column.label for column in sheet.columns if column.is_late}
    missing = [label for label in labels if names[label.casefold()] not in places]
    problems += [
        Problem(sheet.title, "A1", f"a column {label}", "none", is_blocking=label not in late) for label in missing
    ]
    mark_place = places.pop(_MARK, 0)
    named = frozenset(place for place, cell in cells.items() if not is_blank(cell.value))
    return _Header(tuple(problems), places, mark_place, named)


def _read_row(sheet: Sheet, number: int, cells: Mapping[int, Cell], header: _Header) -> Row:
    contents = {
        column.name: content_of(cells.get(header.places[column.name]))
        for column in sheet.columns
        if column.name in header.places
    }
    readings = {name: read_cell(content, sheet.column(name)) for name, content in contents.items()}
    texts = {name: readings[name].value or str(content.value or "").strip() for name, content in contents.items()}
    return Row(number=number, readings=readings, places=header.places, texts=texts)


def _name_faults(sheet: Sheet, row: Row) -> Iterator[Problem]:
    for name, reading in row.readings.items():
        if reading.is_wrong:
            yield Problem(sheet.title, row.cell(name), reading.expected, reading.came)


def _is_example_mark(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.value.strip().casefold() == EXAMPLE_MARK


def _check_example(sheet: Sheet, row: Row, mark: Cell) -> Iterator[Problem]:
    """Somebody who types over the example and leaves the mark would lose the row without a word."""
    changed = [
        column.label
        for column in sheet.columns
        if column.name in row.readings and row.readings[column.name].value != (column.example or None)
    ]
    if changed:
        expected = f"the template's worked example as it was, or no '{EXAMPLE_MARK}' at the start of the row"
        yield Problem(sheet.title, mark.coordinate, expected, f"a marked row with other {', '.join(changed)}")


def _name_unknown_columns(sheet: Sheet, cells: Mapping[int, Cell], header: _Header) -> Iterator[Problem]:
    for place, cell in cells.items():
        if place not in header.named:
            expected = "no value in a column without a header"
            yield Problem(sheet.title, cell.coordinate, expected, show(content_of(cell)))


def _find_merged(worksheet: Worksheet, sheet: Sheet) -> Iterator[Problem]:
    for merged in worksheet.merged_cells.ranges:
        yield Problem(sheet.title, name_cell(merged.min_row, merged.min_col), "single cells", f"merged cells {merged}")

"""Sheets of the publishers' workbooks as rows of text: cells as they stand, nothing filled in, nothing guessed.

Which sheet means what is in ``tables``. The secretariat's own workbooks are another matter, and the
registry's.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from pipelines.ingest.errors import ContractError, SourceError, TerminalError

LAST_HEADER_ROW = 5
"""The header stands in one of the first rows: the table of 2013 has another line above it."""

ERROR_CELL = re.compile(rb"""\st=["']e["']""")
"""How a part of a workbook marks a cell that holds an error value."""

_WIDE, _LONG = re.compile(rb"""r=["'][A-Z]{2}\d"""), re.compile(rb"""r=["'][A-Z]*\d{5}""")
_FAR = re.compile(rb"""r=["'](?:[A-Z]{3}|[A-Z]*\d{6})""")
"""References that lie so far out that a table of all places up to there would take gigabytes."""

Row = tuple[str | None, ...]
Matches = Callable[[str], bool]


@dataclass(frozen=True)
class Sheet:
    """A sheet's table.

    Attributes:
        title: as the workbook writes it.
        header: column titles, line breaks and double blanks made one blank; null where a column has none.
        rows: number of the sheet's row (1-based) and its cells, rows without any text left out.
    """

    title: str
    header: Row
    rows: tuple[tuple[int, Row], ...]


@contextmanager
def open_sheets(path: Path, where: str) -> Iterator[CalamineWorkbook]:
    """A workbook opened for reading; formulas come as their last result.

    Raises:
        TerminalError: the file is no workbook that can be read.
    """
    with _readable(TerminalError, where, "a readable XLSX workbook"):
        workbook = CalamineWorkbook.from_path(path)
    try:
        yield workbook
    finally:
        workbook.close()


@contextmanager
def _readable(kind: type[SourceError], where: str, expected: str) -> Iterator[None]:
    """Turns whatever damage leads to into an error of the source: the library raises its own, and panics."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        raise kind(where=where, expected=expected, came=repr(error)) from error


def read_sheet(workbook: CalamineWorkbook, *, where: str, is_wanted: Matches, first_title: Matches) -> Sheet:
    """The one sheet whose title is wanted.

    Args:
        workbook: as ``open_sheets`` gives it.
        where: file, named in errors.
        is_wanted: says of a title, blanks taken out, whether it is the sheet's.
        first_title: says of a cell whether it is a title that only the header row has.

    Raises:
        ContractError: no such sheet, several, no header row, or cells that cannot be read.
    """
    found = [title for title in workbook.sheet_names if is_wanted("".join(title.split()))]
    if len(found) != 1:
        raise ContractError(
            where=where,
            expected="one sheet with the table",
            came=f"{len(found)} of the sheets {', '.join(workbook.sheet_names)}",
        )
    title = found[0]
    with _readable(ContractError, f"{where}, sheet {title}", "readable cells"):
        cells = ((number, tuple(map(as_text, row))) for number, row in enumerate(_values(workbook, title), start=1))
        numbered = [(number, row) for number, row in cells if any(cell is not None for cell in row)]
    start = next(
        (
            place
            for place, (number, row) in enumerate(numbered)
            if number <= LAST_HEADER_ROW and any(cell is not None and first_title(cell) for cell in row)
        ),
        None,
    )
    if start is None:
        came = " | ".join(cell or "" for cell in numbered[0][1])[:120] if numbered else "an empty sheet"
        raise ContractError(where=f"{where}, sheet {title}", expected="a row of column titles", came=came)
    header = tuple(" ".join(cell.split()) if cell else None for cell in numbered[start][1])
    rows = ((number, row + (None,) * (len(header) - len(row))) for number, row in numbered[start + 1 :])
    return Sheet(title, header, tuple(rows))


def _values(workbook: CalamineWorkbook, title: str) -> Iterable[Iterable[object]]:
    """A sheet's rows from its first on, perhaps cut behind their last cell.

    The fast reader takes ``#N/A`` for empty and makes room for every place up to the outermost cell; so the slow one,
    which goes from row to row, reads sheets with error values or with cells far out.
    """
    path = str(workbook.path)
    with ZipFile(path) as parts:
        is_odd = any(_is_odd(parts.read(name)) for name in parts.namelist() if name.startswith("xl/worksheets/"))
    if not is_odd:
        yield from workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
        return
    slow = load_workbook(path, data_only=True, read_only=True)
    sheet = slow[title]
    # The stated extent is what fills rows up; it may be the sheet's last cell or wrong.
    sheet.reset_dimensions()
    yield from sheet.iter_rows(values_only=True)
    slow.close()


def _is_odd(part: bytes) -> bool:
    is_far = _FAR.search(part) or (_WIDE.search(part) and _LONG.search(part))
    return bool(is_far or ERROR_CELL.search(part))


def as_text(value: object) -> str | None:
    """A cell's value as text, outer blanks kept; None for a cell that is empty or blank."""
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text if text.strip() else None

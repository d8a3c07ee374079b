"""What an examination of a workbook finds: problems and rows.

How they are found is in ``sheet_reading`` (one sheet) and ``rules`` (rows among each other).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from pipelines.ingest.errors import ContractError
from pipelines.sources.registry.workbook.cells import CellContent, Reading

FILE = "file"
NOWHERE = "-"
SHOWN_PROBLEMS = 3


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a workbook.

    Attributes:
        sheet: title of the sheet, ``file`` if it is about the whole file.
        cell: like ``D5``; ``-`` if it is about no one cell.
        expected: what would have been right.
        came: what was found instead.
        is_blocking: False for a warning; the workbook is loaded all the same.
    """

    sheet: str
    cell: str
    expected: str
    came: str
    is_blocking: bool = True

    @property
    def line(self) -> str:
        """The problem on one line."""
        end = "" if self.is_blocking else " (a warning only)"
        return f"{self.sheet}, {self.cell}, expected {self.expected}, came {self.came}{end}"


@dataclass(frozen=True)
class Row:
    """One filled row of a sheet.

    Attributes:
        number: 1-based row on the sheet.
        readings: what each known column's cell says.
        places: column number of each known column.
        texts: cells as text even where they are wrong, so that one fault is not reported from elsewhere again.
    """

    number: int
    readings: Mapping[str, Reading]
    places: Mapping[str, int]
    texts: Mapping[str, str]

    @property
    def values(self) -> dict[str, str | None]:
        """Value of each known column."""
        return {name: reading.value for name, reading in self.readings.items()}

    def cell(self, name: str) -> str:
        """Where a column's cell of this row stands."""
        return name_cell(self.number, self.places[name])

    def has(self, names: Iterable[str]) -> bool:
        """True if all these columns are there and none of their cells is wrong."""
        return all(name in self.readings and not self.readings[name].is_wrong for name in names)


def content_of(cell: Cell | None) -> CellContent:
    """What a spreadsheet cell holds, none there being as good as a blank one."""
    return CellContent(None) if cell is None else CellContent(cell.value, cell.data_type)


def name_cell(row: int, column: int) -> str:
    """A place as spreadsheets call it, like ``D5``."""
    return f"{get_column_letter(max(column, 1))}{row}"


def refuse_blocking(problems: Iterable[Problem], name: str) -> None:
    """Lets a workbook pass that has no blocking problem, whatever its warnings.

    Raises:
        ContractError: it has some; how many, and the first of them.
    """
    blocking = [problem for problem in problems if problem.is_blocking]
    if blocking:
        shown = "; ".join(problem.line for problem in blocking[:SHOWN_PROBLEMS])
        more = "; …" if len(blocking) > SHOWN_PROBLEMS else ""
        count = f"{len(blocking)} blocking problem{'s' if len(blocking) > 1 else ''}"
        raise ContractError(where=name, expected="a workbook without blocking problems", came=f"{count}: {shown}{more}")

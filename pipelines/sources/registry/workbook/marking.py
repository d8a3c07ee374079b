"""A copy of a workbook in which every cell with a problem is filled and says what was expected."""

import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.inbox import CHECKED_ENDING
from pipelines.ingest.workbook import AnyCell, Workbook, open_workbook
from pipelines.sources.registry.workbook.cells import MAXIMUM_CHARACTERS
from pipelines.sources.registry.workbook.findings import Problem

_BLOCKING_FILL = PatternFill("solid", fgColor="FF7C80")
_WARNING_FILL = PatternFill("solid", fgColor="FFD966")
_AUTHOR = "interregio registry check"
_COORDINATE = re.compile(r"[A-Z]{1,3}[1-9]\d*")


def checked_path(path: Path) -> Path:
    """Where the marked copy of a workbook goes."""
    return path.with_name(f"{path.stem}{CHECKED_ENDING}")


def write_marked_copy(path: Path, problems: Iterable[Problem]) -> Path:
    """Writes a copy of a workbook with its problems marked, beside it.

    Problems that are about no cell of a sheet that is there are not marked.

    Raises:
        TerminalError: the workbook cannot be opened, or not be written again.
    """
    workbook = open_workbook(path)
    marks: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.sheet.casefold() in _titles(workbook) and _COORDINATE.fullmatch(problem.cell):
            marks.setdefault((problem.sheet, problem.cell), []).append(problem)
    for (title, coordinate), found in marks.items():
        _mark(workbook[_titles(workbook)[title.casefold()]][coordinate], found)
    target = checked_path(path)
    try:
        workbook.save(target)
    except OSError:
        raise
    except Exception as error:
        # Whatever openpyxl cannot write again (a part it read but does not know), the list of problems stands.
        came = f"{type(error).__name__}: {error}"
        raise TerminalError(where=path.name, expected="a workbook that can be written again", came=came) from error
    return target


def _titles(workbook: Workbook) -> dict[str, str]:
    return {worksheet.title.strip().casefold(): worksheet.title for worksheet in workbook.worksheets}


def _mark(cell: AnyCell, problems: list[Problem]) -> None:
    cell.fill = _BLOCKING_FILL if any(problem.is_blocking for problem in problems) else _WARNING_FILL
    if not isinstance(cell, Cell):
        return
    cell.comment = Comment(
        "\n".join(f"Expected {problem.expected}, came {problem.came}" for problem in problems), _AUTHOR
    )
    if isinstance(cell.value, str) and len(cell.value) > MAXIMUM_CHARACTERS:
        # Spreadsheet programs refuse a whole file over one such cell.
        cell.value = cell.value[:MAXIMUM_CHARACTERS]

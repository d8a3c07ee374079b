"""What the command line offers on workbooks and forms: one to fill in, and a report on a filled workbook.

Printing and exit codes are the command line's; what is wrong with a workbook is found in ``workbook.check``.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.ingest.errors import SourceError
from pipelines.sources.registry.statement import FACTS, Known, find_known, write_form
from pipelines.sources.registry.workbook.check import check_workbook
from pipelines.sources.registry.workbook.findings import Problem
from pipelines.sources.registry.workbook.marking import write_marked_copy
from pipelines.sources.registry.workbook.template import template_bytes
from warehouse.store.errors import UsageError


@dataclass(frozen=True)
class WorkbookReport:
    """What a check tells.

    Attributes:
        lines: one per problem.
        summary: one line on how many there are and where the marked copy is.
        is_refused: True if the workbook would not be loaded.
    """

    lines: tuple[str, ...]
    summary: str
    is_refused: bool


def write_new_template(path: Path, inbox: Path, partnership_id: str | None = None) -> None:
    """Writes a workbook that lists the partnerships known from shipped facts, or the short form of one of them.

    Args:
        path: a name in .xlsx, or in .toml for the short form.
        inbox: where workbooks lie that state partnerships already.
        partnership_id: the one whose known facts are filled in; none for an empty workbook.

    Raises:
        UsageError: the name has another ending, a form is of no partnership, or another file is there.
    """
    known = find_known(partnership_id, inbox) if partnership_id else Known({})
    if path.suffix.lower() == ".xlsx":
        content = template_bytes(partnerships=_known_partnerships(), rows=known.rows)
    elif path.suffix.lower() != ".toml":
        raise UsageError(f"--out: expected a file name ending in .xlsx, or .toml for the short form, got {path}")
    elif not partnership_id:
        raise UsageError("--partnership: expected the id of the partnership that the short form is for")
    else:
        content = write_form(partnership_id, known).encode()
    if path.exists() and (path.is_dir() or path.read_bytes() != content):
        raise UsageError(f"--out: expected the name of a new file, got {path}, which is there and might be filled in")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def report_on_workbook(path: Path, *, as_of: date | None = None) -> WorkbookReport:
    """Checks a workbook and, if anything is wrong with it, writes the copy with the cells marked beside it."""
    problems = check_workbook(path, as_of=as_of)
    blocking = [problem for problem in problems if problem.is_blocking]
    if not problems:
        summary = f"{path}: no problem"
    else:
        verdict = "it would not be loaded" if blocking else "it would be loaded"
        counts = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}, {len(blocking)} blocking"
        summary = f"{path}: {counts}; {verdict}; {_mark(path, problems)}"
    return WorkbookReport(tuple(problem.line for problem in problems), summary, bool(blocking))


def _mark(path: Path, problems: list[Problem]) -> str:
    try:
        return f"marked copy: {write_marked_copy(path, problems)}"
    except (SourceError, OSError) as error:
        return f"no marked copy: {error}"


def _known_partnerships() -> list[tuple[str, str]]:
    with (FACTS / "partnerships.csv").open(encoding="utf-8", newline="") as stream:
        return sorted((row["partnership_id"], row["name"]) for row in csv.DictReader(stream))

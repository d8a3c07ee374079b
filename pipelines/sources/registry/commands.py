"""What the command line offers on workbooks and forms: one to fill in, and a report on a filled workbook.

Printing and exit codes are the command line's; what is wrong with a workbook is found in ``workbook.check``.
"""

import csv
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.ingest.errors import SourceError
from pipelines.sources.registry.known import FACTS, Known, find_known
from pipelines.sources.registry.short_form import SHORT_FORM, write_form
from pipelines.sources.registry.statement import (
    FOLLOWING,
    Statement,
    facts_that_matter,
    hand_in,
    read_statement,
    refuse_others,
    state_partnership,
)
from pipelines.sources.registry.workbook.cells import describe
from pipelines.sources.registry.workbook.check import check_workbook
from pipelines.sources.registry.workbook.declaration import Column, Kind
from pipelines.sources.registry.workbook.findings import Problem
from pipelines.sources.registry.workbook.marking import write_marked_copy
from pipelines.sources.registry.workbook.sheets import find_sheet
from pipelines.sources.registry.workbook.template import template_bytes
from warehouse.products.statements import Asked, Question, Taken
from warehouse.settings import read_settings
from warehouse.store.errors import EditionLacksError, UsageError
from warehouse.store.paths import Home
from warehouse.store.reader import Snapshot

FACTS_SHOWN = 5


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
        content = write_form(partnership_id, known.rows).encode()
    if path.exists() and (path.is_dir() or path.read_bytes() != content):
        raise UsageError(f"--out: expected the name of a new file, got {path}, which is there and might be filled in")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def form(home: Home, partnership_id: str, file_format: str) -> bytes:
    """The content of `write_new_template`, for `warehouse.products.statements.Statements`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"form.{file_format}"
        write_new_template(path, home.inbox("registry"), partnership_id or None)
        return path.read_bytes()


def take(
    snapshot: Snapshot,
    name: str,
    content: bytes,
    *,
    is_for_inbox: bool,
    said_by: str,
    allowed: frozenset[str] | None = None,
) -> Taken:
    """Checks a file and hands it in if it is sound and asked for; see `warehouse.products.statements.Statements`."""
    inbox = snapshot.home.inbox("registry")
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        statement = read_statement(path, inbox, as_of=read_settings().as_of)
        marked = b""
        if statement.problems and path.suffix == ".xlsx":
            with suppress(SourceError, OSError):
                marked = write_marked_copy(path, statement.problems).read_bytes()
    return _tell(snapshot, statement, marked, is_for_inbox=is_for_inbox, said_by=said_by, allowed=allowed)


def questions(home: Home, partnership_id: str) -> tuple[Question, ...]:
    """The short form for a page; see `warehouse.products.statements.Statements`."""
    known = find_known(partnership_id, home.inbox("registry")).rows if partnership_id else {}
    return tuple(
        Question(
            part.sheet,
            part.words,
            tuple(_ask(find_sheet(part.sheet).column(name)) for name in part.columns.split()),
            tuple({name: str(value) for name, value in row.items()} for row in known.get(part.sheet, ())),
        )
        for part in SHORT_FORM
    )


def _ask(column: Column) -> Asked:
    choices = column.allowed if column.kind is Kind.CHOICE else ("yes", "no") if column.kind is Kind.BOOLEAN else ()
    label = f"{column.label} *" if column.is_required and column.name not in FOLLOWING else column.label
    help_text = f"{column.help} Expected: {describe(column)}."
    return Asked(column.name, label, help_text, choices, "date" if column.kind is Kind.DATE else "text")


def state(
    snapshot: Snapshot,
    answers: Mapping[str, object],
    *,
    is_for_inbox: bool,
    said_by: str,
    allowed: frozenset[str] | None = None,
) -> Taken:
    """Checks answers and hands them in as a workbook; see `warehouse.products.statements.Statements`."""
    statement = state_partnership(answers, snapshot.home.inbox("registry"), as_of=read_settings().as_of)
    return _tell(snapshot, statement, b"", is_for_inbox=is_for_inbox, said_by=said_by, allowed=allowed)


def _tell(
    snapshot: Snapshot,
    statement: Statement,
    marked: bytes,
    *,
    is_for_inbox: bool,
    said_by: str,
    allowed: frozenset[str] | None,
) -> Taken:
    inbox = snapshot.home.inbox("registry")
    facts: list[tuple[str, str]] = []
    with suppress(EditionLacksError):
        for partnership_id in statement.partnership_ids:
            found = facts_that_matter(snapshot, partnership_id, statement)
            facts += [(partnership_id, fact) for fact in found[:FACTS_SHOWN]]
    lines = [problem.line for problem in statement.problems]
    is_refused = statement.is_refused
    if not is_refused and allowed is not None and (refused := refuse_others(statement, inbox, allowed)):
        lines, is_refused = [*lines, refused], True
    return Taken(
        tuple(lines),
        is_refused,
        hand_in(statement, snapshot.home, said_by).name if is_for_inbox and not is_refused else "",
        tuple(facts),
        marked,
    )


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

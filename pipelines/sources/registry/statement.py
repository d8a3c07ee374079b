"""A partnership stated in minutes: its check as a workbook, the way into the inbox.

Functions only: the command line prints what they give, a page shows it. What is asked is in ``short_form``,
what is known before in ``known``.
"""

import hashlib
import os
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from pipelines.ingest.inbox import CHECKED_ENDING
from pipelines.sources.registry.known import Known, find_known
from pipelines.sources.registry.short_form import SHORT_FORM, STATED_ON_KEY, at_answer, excerpt, read_rows
from pipelines.sources.registry.vocabulary import SLUG
from pipelines.sources.registry.workbook.check import examine_workbook
from pipelines.sources.registry.workbook.declaration import README_SHEET, STATED_ON_LABEL
from pipelines.sources.registry.workbook.findings import FILE, NOWHERE, Problem
from pipelines.sources.registry.workbook.sheets import PARTNERSHIP_ID, find_sheet
from pipelines.sources.registry.workbook.template import Rows, template_bytes
from warehouse.products.audit import record_write
from warehouse.products.matches.query import FrameSource
from warehouse.store.files import hash_file
from warehouse.store.paths import Home

MAXIMUM_FORM_BYTES = 1_000_000
_KEYS = (PARTNERSHIP_ID, STATED_ON_KEY)
FOLLOWING = ("event_id", "half_year")
"""Required columns that a form need not fill, because they follow from its other answers."""


@dataclass(frozen=True)
class Statement:
    """A partnership as stated, checked.

    Attributes:
        problems: as the check of a workbook gives them.
        partnership_ids: of the partnerships that it speaks for.
        named: of every partnership that a row of it is about.
        answered: names of the sheets that it fills.
        added: ``sheet.column`` of each column that it fills in more rows than what was known before.
        name: file name of the workbook.
        content: the workbook.
    """

    problems: tuple[Problem, ...]
    partnership_ids: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    name: str = ""
    content: bytes = b""

    @property
    def is_refused(self) -> bool:
        """True if it would not be loaded."""
        return any(problem.is_blocking for problem in self.problems)


def read_statement(path: Path, inbox: Path, *, as_of: date | None = None) -> Statement:
    """Reads and checks a statement: the short form (``.toml``), or a workbook as it is.

    The form replaces the sheets that it answers. What an earlier workbook said in the others stays, and so does what it
    said of a row with the same key in columns that the form leaves out.
    """
    if path.suffix.lower() != ".toml":
        return _examine(path.name, path.read_bytes(), inbox, as_of)
    if path.stat().st_size > MAXIMUM_FORM_BYTES:
        came = f"{path.stat().st_size:,} bytes"
        return Statement((Problem(FILE, NOWHERE, f"a form of at most {MAXIMUM_FORM_BYTES:,} bytes", came),))
    try:
        answers = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        return Statement((Problem(FILE, NOWHERE, "a form in TOML", str(error)),))
    return state_partnership(answers, inbox, as_of=as_of)


def _examine(name: str, content: bytes, inbox: Path, as_of: date | None) -> Statement:
    """A workbook with its problems, in the inbox's own form."""
    # A marked copy that was put right is handed in under the name of what it is a copy of: no night reads the copy's.
    while name.endswith(CHECKED_ENDING):
        name = f"{name.removesuffix(CHECKED_ENDING)}.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = examine_workbook(path, as_of=as_of)
    rows = {sheet: [row.texts[PARTNERSHIP_ID] for row in own] for sheet, own in found.rows.items() if own}
    ids = tuple(dict.fromkeys(rows.get("partnerships", ())))
    filled = Counter(
        f"{sheet}.{column}"
        for sheet, own in found.rows.items()
        for row in own
        for column in row.values
        if row.values[column]
    )
    before = Counter(
        f"{sheet}.{column}"
        for partnership_id in ids
        for sheet, own in find_known(partnership_id, inbox).rows.items()
        for row in own
        for column in row
    )
    named = frozenset(chain(*rows.values()))
    return Statement(found.problems, ids, named, frozenset(rows), frozenset(filled - before), name, content)


def state_partnership(answers: Mapping[str, object], inbox: Path, *, as_of: date | None = None) -> Statement:
    """Makes a workbook of the answers of a short form, and checks it.

    Args:
        answers: ``partnership_id``, ``stated_on``, and rows by name of a sheet.
        inbox: where workbooks lie that said something earlier.
        as_of: the date after which a thing that has happened is odd.
    """
    partnership_id = answers.get(PARTNERSHIP_ID)
    if not isinstance(partnership_id, str) or not re.fullmatch(SLUG, partnership_id):
        expected = find_sheet("partnerships").column(PARTNERSHIP_ID).pattern_words
        return Statement((Problem(FILE, PARTNERSHIP_ID, expected, excerpt(partnership_id)),))
    problems: list[Problem] = []
    stated = {name: list(read_rows(name, rows, problems)) for name, rows in answers.items() if name not in _KEYS}
    known = find_known(partnership_id, inbox)
    day = answers.get(STATED_ON_KEY)
    problems += _find_later_workbook(partnership_id, known, day)
    if problems or not isinstance(day, date):
        return Statement((*problems, *known.unread))
    # Public facts show through what a workbook leaves blank: only the name and platform that it must have are taken.
    earlier = known.rows if known.workbook else {}
    needed = {
        name: value
        for row in known.rows.get("partnerships", ())
        for name, value in row.items()
        if known.workbook or name in ("partnership_name", "platform")
    }
    stated["partnerships"] = [{**needed, **row} for row in stated.get("partnerships") or [{}]]
    completed = {
        name: [
            {**_find_earlier(name, row, earlier), **_complete(name, row, partnership_id, day, number)}
            for number, row in enumerate(rows, start=1)
        ]
        for name, rows in stated.items()
    }
    content = template_bytes(rows={**earlier, **completed}, stated_on=day)
    statement = _examine(f"{partnership_id}.xlsx", content, inbox, as_of)
    return replace(statement, problems=(*map(at_answer, statement.problems), *known.unread))


def _find_earlier(name: str, row: Mapping[str, object], earlier: Rows) -> Mapping[str, object]:
    """The row of an earlier workbook that agrees in the key, as far as the form states it."""
    key = [next((part for part in parts if part in row), "") for parts in map(_parts, find_sheet(name).key)]
    stated = [part for part in key if part]
    rows = earlier.get(name, ()) if stated else ()
    return next((before for before in rows if all(before.get(part) == row[part] for part in stated)), {})


def _parts(part: str | tuple[str, ...]) -> tuple[str, ...]:
    return (part,) if isinstance(part, str) else part


def _complete(sheet: str, row: Mapping[str, object], partnership_id: str, day: date, number: int) -> dict[str, object]:
    """A row with what a form does not ask, because it follows: the partnership, a short name, the half-year."""
    follows: dict[str, object] = {}
    if sheet == "events":
        follows["event_id"] = f"{row.get('event_date')}-{number}"
    if sheet == "management_capacity":
        follows["half_year"] = f"{day.year}-H{(day.month + 5) // 6}"
    return {**follows, **row, PARTNERSHIP_ID: partnership_id}


def _find_later_workbook(partnership_id: str, known: Known, day: object) -> Iterator[Problem]:
    """An earlier workbook must not go on speaking: of two about a partnership the later date holds, then the name."""
    name = f"{partnership_id}.xlsx"
    if type(day) is not date:
        yield Problem(README_SHEET, STATED_ON_LABEL, "a date like 2026-03-05", excerpt(day))
    elif known.workbook not in ("", name) and (known.stated_on, known.workbook) > (day.isoformat(), name):
        expected = f"a date after {known.stated_on}, which {known.workbook} in the inbox speaks for"
        yield Problem(README_SHEET, STATED_ON_LABEL, expected, day.isoformat())


def refuse_others(statement: Statement, inbox: Path, allowed: Collection[str]) -> str:
    """Why a statement is not of certain partnerships alone, itself or the workbook whose place it would take."""
    target = inbox / statement.name
    replaced = _examine(target.name, target.read_bytes(), inbox, None).named if target.is_file() else frozenset()
    if target.is_file() and not replaced:
        return f"{statement.name}: whose workbook of that name lies in the inbox cannot be read; take another name"
    others = sorted((statement.named | replaced) - set(allowed))
    return f"{statement.name}: you may state {', '.join(sorted(allowed))}, not {', '.join(others)}" if others else ""


def hand_in(statement: Statement, home: Home, said_by: str) -> Path:
    """Puts a sound statement into the inbox, in one step, in place of a workbook of its name."""
    inbox = home.inbox("registry")
    inbox.mkdir(parents=True, exist_ok=True)
    target = inbox / statement.name
    record_write(
        home,
        who=said_by,
        what="statement handed in",
        file=statement.name,
        partnerships=sorted(statement.named),
        before=hash_file(target) if target.is_file() else None,
        after=hashlib.sha256(statement.content).hexdigest(),
    )
    draft = inbox / f".{statement.name}.{os.getpid()}"
    draft.write_bytes(statement.content)
    draft.replace(target)
    return target


def facts_that_matter(source: FrameSource, partnership_id: str, statement: Statement) -> list[str]:
    """The missing facts that would narrow the bounds most, as the edition ranks them, those just stated left out.

    After them, and for a partnership that the edition does not know, the questions of the form without an answer.

    Args:
        source: the edition.
        partnership_id: of one that was stated.
        statement: what was stated.
    """
    ranked = source.frame(
        "select indicator_id, fact from marts_maturity.fct_next_fact where partnership_id = $partnership order by rank",
        {"partnership": partnership_id},
    )
    fed = {
        indicator
        for question in SHORT_FORM
        for indicator, column in question.feeds()
        if f"{question.sheet}.{column}" in statement.added
    }
    missing = [fact for indicator, fact in ranked.rows() if indicator not in fed]
    return missing + [question.words for question in SHORT_FORM if question.sheet not in statement.answered]

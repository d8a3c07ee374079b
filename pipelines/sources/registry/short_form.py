"""The short form in which a partnership is stated: fifteen facts as a TOML file, or as fields of a page.

Its tables and keys are the workbook's sheets and columns. How it becomes a workbook is in ``statement``.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from openpyxl.utils import coordinate_to_tuple

from pipelines.ingest.sniff import clean_excerpt
from pipelines.sources.registry.workbook.cells import MAXIMUM_CHARACTERS, describe
from pipelines.sources.registry.workbook.declaration import EXAMPLE_ROW
from pipelines.sources.registry.workbook.findings import FILE, NOWHERE, Problem
from pipelines.sources.registry.workbook.sheets import PARTNERSHIP_ID, SHEETS, find_sheet
from pipelines.sources.registry.workbook.template import Rows, to_cell_value

STATED_ON_KEY = "stated_on"
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TOO_MANY = 10**15


@dataclass(frozen=True)
class Question:
    """One part of the short form.

    Attributes:
        sheet: of the workbook.
        columns: what it asks of each row there, parted by blanks.
        words: the question.
        indicators: ids of the maturity indicators that the answer feeds, parted by blanks; one that rests on another
            column than the first has its name behind a colon.
    """

    sheet: str
    columns: str
    words: str
    indicators: str = ""

    def feeds(self) -> Iterator[tuple[str, str]]:
        """Each indicator that the answer feeds, and the column it rests on."""
        for entry in self.indicators.split():
            indicator, _, column = entry.partition(":")
            yield indicator, column or self.columns.split()[0]


SHORT_FORM = (
    Question("partnerships", "partnership_name platform scope", "What is it called, and what is it about?"),
    Question(
        "documents",
        "document_title document_kind document_date answers_why answers_what answers_how scope_date",
        "Which dated document says why it exists, what it will do, and how?",
        "M1:answers_why M2:scope_date",
    ),
    Question(
        "members",
        "region_name country nuts_code role has_mandate",
        "Which regions are members, in which role, and with a mandate of their authority? All of them.",
        "C2:has_mandate E1 E3 E4 E7",
    ),
    Question("working_groups", "working_group started_on", "Which working groups are there?", "P5"),
    Question(
        "events",
        "event_id event_date event_kind event_format working_group",
        "Which meetings were there in the last twelve months?",
        "P1 P2 P4",
    ),
    Question(
        "management_capacity", "half_year management_fte", "How much time has its network manager?", "C4:management_fte"
    ),
    Question("niches", "niche synonyms", "Into which niches is its theme cut?", "M3"),
    Question(
        "surveys",
        "survey asked_on region has_answered niche interest expertise",
        "Scoping and mapping surveys: which region answered, and what are its interest and expertise in each niche?",
        "M4:interest C7:has_answered",
    ),
    Question("needs", "need instrument amount_eur trl_from trl_to needed_by", "What does it seek funding for?"),
)
"""What matters most, in the order in which it is asked: fifteen facts in nine parts."""


def write_form(partnership_id: str, known: Rows) -> str:
    """The short form of a partnership as TOML, with known rows filled in and an example where there are none."""
    lines = [
        "# A partnership in fifteen facts. What you leave out is not known: never zero, never no.",
        "# Take the # away to answer; repeat a part in [[…]] for each further row. Name no persons.",
        f"{PARTNERSHIP_ID} = {json.dumps(partnership_id)}",
        "# The day this speaks for.",
        f"# {STATED_ON_KEY} = 2026-11-30",
    ]
    for question in SHORT_FORM:
        sheet = find_sheet(question.sheet)
        rows = known.get(sheet.name, ())
        columns = [sheet.column(name) for name in question.columns.split()]
        lines += ["", f"# {question.words}"]
        lines += [
            f"#   {column.name}{' *' if column.is_required else ''}: {column.help} Expected: {describe(column)}."
            for column in columns
        ]
        examples = {column.name: to_cell_value(column, column.example) for column in columns}
        for row in rows or [examples]:
            shown = {name: row.get(name) for name in question.columns.split()}
            written = [f"{name} = {_to_toml(value)}" for name, value in shown.items() if value is not None]
            lines += ["", *(line if rows else f"# {line}" for line in (f"[[{sheet.name}]]", *written))]
    return "\n".join(lines) + "\n"


def _to_toml(value: object) -> str:
    if value in ("yes", "no"):
        return "true" if value == "yes" else "false"
    return str(value) if isinstance(value, date | int | float) else json.dumps(str(value), ensure_ascii=False)


def read_rows(name: str, given: object, problems: list[Problem]) -> Iterator[dict[str, object]]:
    """Rows of one sheet as a form has them; what has no place in a workbook goes to the problems."""
    sheet = next((sheet for sheet in SHEETS if sheet.name == name), None)
    rows = [given] if isinstance(given, dict) else given
    if sheet is None or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        came = excerpt(name if sheet is None else given)
        problems.append(Problem(FILE, NOWHERE, f"rows under one of {', '.join(s.name for s in SHEETS)}", came))
        return
    names = {column.name for column in sheet.columns}
    for number, row in enumerate(rows, start=1):
        cells = {}
        for key, value in row.items():
            text = "; ".join(map(str, value)) if isinstance(value, list) else value
            if isinstance(text, bool):
                text = "yes" if text else "no"
            is_fit = isinstance(text, str) or type(text) is date or _is_plain_number(text)
            if key not in names:
                problems.append(Problem(sheet.title, f"row {number}", f"one of {', '.join(sorted(names))}", key))
            elif not is_fit or len(str(text)) > MAXIMUM_CHARACTERS or _UNFIT.search(str(text)):
                problems.append(Problem(sheet.title, f"{key} of row {number}", "a plain value", excerpt(value)))
            else:
                cells[key] = text
        yield cells


def at_answer(problem: Problem) -> Problem:
    """A problem by the key and number of an answer: who fills in a form sees no cells."""
    sheet = next((sheet for sheet in SHEETS if sheet.title == problem.sheet), None)
    if sheet is None or not re.fullmatch(r"[A-Z]+\d+", problem.cell):
        return problem
    row, place = coordinate_to_tuple(problem.cell)
    return replace(problem, cell=f"{sheet.columns[max(place, 2) - 2].name} of row {row - EXAMPLE_ROW}")


def _is_plain_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < _TOO_MANY


def excerpt(value: object) -> str:
    """An answer, shortened for a message."""
    if isinstance(value, int | float) and not _is_plain_number(value):
        return "no number of up to 15 digits"
    return "nothing" if value is None else clean_excerpt(repr(value))

"""Rows of a workbook among each other: repeats, references, spans of time, and what has yet to happen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from unicodedata import combining, normalize

from pipelines.sources.registry.workbook.declaration import Kind, Reference, Sheet
from pipelines.sources.registry.workbook.findings import Problem, Row
from pipelines.sources.registry.workbook.sheets import find_sheet

_WORD = re.compile(r"[a-z0-9]+")
_EU_CODES = {"gr": "el", "gb": "uk"}


def find_repeats(sheet: Sheet, rows: Iterable[Row]) -> Iterator[Problem]:
    """Rows that agree with an earlier one in every column of the key."""
    first_rows: dict[tuple[str, ...], int] = {}
    groups = [(group,) if isinstance(group, str) else group for group in sheet.key]
    labels = ", ".join(" or ".join(sheet.column(name).label for name in group) for group in groups)
    for row in rows:
        if not row.has(name for group in groups for name in group):
            continue
        values = row.values
        named = [next((name for name in group if values[name]), group[0]) for group in groups]
        key = tuple(fold(values[name], sheet.column(name).kind) for name in named)
        first = first_rows.setdefault(key, row.number)
        if first != row.number:
            shown = [name for name in named if values[name]][-1]
            yield Problem(sheet.title, row.cell(shown), f"no two rows alike in {labels}", f"a repeat of row {first}")


def fold(value: str | None, kind: Kind) -> str:
    """A value as repeats are judged: at least as coarse as the keys that are made of it later.

    Letter case, accents, blanks and signs aside, because a region without a code gets its id from its name.
    Signs count where nothing else tells two texts apart.
    """
    text = " ".join((value or "").split()).casefold()
    if kind is Kind.NUTS_CODE:
        return _EU_CODES.get(text[:2], text[:2]) + text[2:]
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return " ".join(_WORD.findall(plain)) or text


def find_dangling(sheet: Sheet, rows: Mapping[str, tuple[Row, ...]]) -> Iterator[Problem]:
    """Cells that name what no row of the sheet referred to has."""
    targets = {
        reference: _known_keys(reference, rows[reference.sheet])
        for reference in sheet.references
        if reference.sheet in rows
    }
    for row in rows[sheet.name]:
        dangling: set[str] = set()
        for reference, known in targets.items():
            is_judged = row.has(reference.columns) and not dangling.intersection(reference.columns)
            key = tuple(row.values[name] for name in reference.columns) if is_judged else (None,)
            if None in key or key in known:
                continue
            name = reference.columns[-1]
            dangling.add(name)
            yield Problem(sheet.title, row.cell(name), _describe_target(reference), f"'{row.values[name]}'")


def _known_keys(reference: Reference, rows: Iterable[Row]) -> set[tuple[str | None, ...]]:
    return {tuple(row.texts.get(name) for name in target) for row in rows for target in reference.targets}


def _describe_target(reference: Reference) -> str:
    sheet = find_sheet(reference.sheet)
    labels = " or ".join(sheet.column(target[-1]).label for target in reference.targets)
    of_it = " for this partnership" if len(reference.columns) > 1 else ""
    return f"a {labels} that the sheet {sheet.title} has{of_it}"


def find_wrong_spans(sheet: Sheet, rows: Iterable[Row]) -> Iterator[Problem]:
    """Ends before their beginnings."""
    for row in rows:
        for start, end in sheet.spans:
            if not row.has((start, end)):
                continue
            first, last = row.values[start], row.values[end]
            if first and last and _is_after(first, last):
                expected = f"nothing before {sheet.column(start).label} ({first})"
                yield Problem(sheet.title, row.cell(end), expected, last)


def _is_after(first: str, last: str) -> bool:
    """Compares dates as far as both are stated, and small whole numbers."""
    length = min(len(first), len(last))
    return first[:length] > last[:length]


def find_future(sheet: Sheet, rows: Iterable[Row], as_of: date | None) -> Iterator[Problem]:
    """Things that have happened, dated after ``as_of``; warnings only."""
    past = [column for column in sheet.columns if column.is_past and as_of]
    for row in rows:
        for column in past:
            value = row.values.get(column.name)
            if value and value > str(as_of)[: len(value)]:
                yield Problem(sheet.title, row.cell(column.name), f"a date up to {as_of}", value, is_blocking=False)

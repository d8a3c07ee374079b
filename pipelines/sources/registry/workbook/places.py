"""Whether a row's region is one: code, country and name against every NUTS version, the nearest right value offered."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from rapidfuzz import process

from pipelines.ingest.contracts import nuts_codes
from pipelines.sources.registry.workbook.declaration import Kind, Sheet
from pipelines.sources.registry.workbook.findings import Problem, Row
from pipelines.sources.registry.workbook.rules import fold

COLUMNS = ("region_name", "country", "nuts_code")
"""A sheet that has all three states places."""

_SOURCES = Path(__file__).parents[2]
_NAMES = (
    (_SOURCES / "regions/facts/region_points.csv", "nuts_code", "name_latn"),
    (_SOURCES / "regions/facts/cohesion_categories.csv", "nuts_code_2021", "region_name"),
    (_SOURCES / "registry/facts/partnership_regions.csv", "nuts_code", "region_name"),
)
"""Shipped files with names of regions, national and English: path, column of the code, column of the name."""

_ALIKE = 60
"""From this likeness on, of 100, a name is offered: below it, it is as often a region of quite another name."""


def find_wrong_places(sheet: Sheet, rows: Iterable[Row]) -> Iterator[Problem]:
    """Codes of no NUTS version, codes and names of another country; a name that no list has is a warning only."""
    if not {column.name for column in sheet.columns}.issuperset(COLUMNS):
        return
    for row in rows:
        if not row.has(COLUMNS):
            continue
        name, country, code = (row.values[column] or "" for column in COLUMNS)
        if code:
            yield from _judge_code(sheet, row, name, _eu(country), _eu(code))
        else:
            yield from _judge_name(sheet, row, name, _eu(country))


def _judge_code(sheet: Sheet, row: Row, name: str, country: str, code: str) -> Iterator[Problem]:
    if code not in nuts_codes():
        offer = _offer(name, country)
        expected = f"a code of NUTS 2013, 2016, 2021 or 2024{offer}"
        yield Problem(sheet.title, row.cell("nuts_code"), expected, f"'{row.values['nuts_code']}'")
    elif not code.startswith(country):
        expected = f"{code[:2]}, the country of {code}"
        yield Problem(sheet.title, row.cell("country"), expected, f"'{row.values['country']}'")
    else:
        named = _codes_by_name().get(fold(name, Kind.TEXT), frozenset())
        # Of codes of an older version no name is at hand, and their regions often go by the name of today's.
        if named and code in _named_codes() and not any(one.startswith(code) or code.startswith(one) for one in named):
            expected = f"a name of {code}, which is not what {' or '.join(sorted(named))} is called"
            yield Problem(sheet.title, row.cell("region_name"), expected, f"'{name}'", is_blocking=False)


def _judge_name(sheet: Sheet, row: Row, name: str, country: str) -> Iterator[Problem]:
    if country not in nuts_codes():
        return
    named = _codes_by_name().get(fold(name, Kind.TEXT), frozenset())
    if any(code.startswith(country) for code in named):
        return
    if named:
        expected = f"the country of {name}, {' or '.join(sorted({code[:2] for code in named}))}"
        yield Problem(sheet.title, row.cell("country"), expected, f"'{row.values['country']}'")
    else:
        expected = f"a NUTS code, or a name that regions of {country} are known by{_offer(name, country)}"
        yield Problem(sheet.title, row.cell("region_name"), expected, f"'{name}'", is_blocking=False)


def _offer(name: str, country: str) -> str:
    """The region of a country whose name is most like this one, as a clause; blank where none is alike."""
    names = _codes_of(country)
    nearest = process.extractOne(fold(name, Kind.TEXT), names.keys(), score_cutoff=_ALIKE)
    return f", like {names[nearest[0]]} for {nearest[0].title()}" if nearest else ""


@cache
def _codes_of(country: str) -> Mapping[str, str]:
    """Folded name → the shortest code that it stands for in a country."""
    of_country = {
        name: [code for code in codes if code.startswith(country)] for name, codes in _codes_by_name().items()
    }
    return {name: min(codes, key=lambda code: (len(code), code)) for name, codes in of_country.items() if codes}


@cache
def _named_codes() -> frozenset[str]:
    return frozenset().union(*_codes_by_name().values())


def _eu(code: str) -> str:
    """A code in capitals as the EU writes it: EL and UK."""
    return fold(code, Kind.NUTS_CODE).upper()


@cache
def _codes_by_name() -> Mapping[str, frozenset[str]]:
    """Folded name → codes of the regions that a shipped file calls so; both halves of a name in two languages count."""
    found: dict[str, set[str]] = {}
    for path, code_column, name_column in _NAMES:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if code := row[code_column]:
                    for name in {row[name_column], *row[name_column].split("/")}:
                        found.setdefault(fold(name, Kind.TEXT), set()).add(_eu(code))
    return {name: frozenset(codes) for name, codes in found.items()}

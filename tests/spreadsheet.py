"""A spreadsheet program in small: calculates the formulas of a workbook, sharing no code with what wrote them.

Knows the functions that the audit file of maturity uses, and no others. LibreOffice does the same where it is there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*")'
    r"|(?P<range>(?:\w+!)?\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?(?![\w(]))|(?P<name>\w+)|(?P<sign><>|>=|[-+*/=(),]))"
)


def _numbers(values: tuple[Any, ...]) -> list[float]:
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, int | float) and not isinstance(item, bool)]


def _is_number(value: Any) -> Any:
    if isinstance(value, list):
        return [_is_number(item) for item in value]
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sum_product(*ranges: list[Any]) -> float:
    return sum(math.prod(item if _is_number(item) else 0 for item in items) for items in zip(*ranges, strict=True))


def _look_up(value: float, limits: list[float], results: list[Any]) -> Any:
    return [result for limit, result in zip(limits, results, strict=True) if limit <= value][-1]


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "ABS": abs,
    "AND": lambda *values: all(values),
    "COLUMNS": len,
    "COUNT": lambda *values: len(_numbers(values)),
    "EXP": math.exp,
    "ISNUMBER": _is_number,
    "LN": math.log,
    "LOOKUP": _look_up,
    "MAX": lambda *values: max(_numbers(values)),
    "MIN": lambda *values: min(_numbers(values)),
    "OR": lambda *values: any(values),
    "SUMPRODUCT": _sum_product,
}


class Calculated:
    """A workbook whose cells are calculated from its formulas, never from the values that lie beside them."""

    def __init__(self, path: Path) -> None:
        self.book: Workbook = load_workbook(path)
        self._known: dict[tuple[str, str], Any] = {}

    def change(self, place: str, value: float) -> None:
        """Types a number into a cell, given as ``Sheet!A1`` or as a defined name."""
        sheet, cell = self._place(place)
        self.book[sheet][cell] = value
        self._known.clear()

    def cell(self, sheet: str, coordinate: str) -> Any:
        """The value of one cell; an empty one is an empty text."""
        key = (sheet, coordinate)
        if key not in self._known:
            value = self.book[sheet][coordinate].value
            is_formula = isinstance(value, str) and value.startswith("=")
            self._known[key] = (
                _Reading(self, sheet, value[1:]).whole() if is_formula else "" if value is None else value
            )
        return self._known[key]

    def table(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a sheet by the names in its first row."""
        worksheet = self.book[sheet]
        names = [cell.value for cell in worksheet[1]]
        return [
            {name: self.cell(sheet, cell.coordinate) for name, cell in zip(names, row, strict=True)}
            for row in worksheet.iter_rows(min_row=2)
        ]

    def named(self, name: str) -> Any:
        """The value under a defined name."""
        return self.cell(*self._place(name))

    def _place(self, place: str) -> tuple[str, str]:
        address = place if "!" in place else self.book.defined_names[place].attr_text
        sheet, _, cell = address.replace("$", "").partition("!")
        return sheet, cell


class _Reading:
    """One formula, read from left to right. IF calculates only the branch it takes."""

    def __init__(self, book: Calculated, sheet: str, formula: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens = [(match.lastgroup, match.group(match.lastgroup or 0)) for match in TOKEN.finditer(formula)]
        self.place = 0
        self.is_skipping = False

    def whole(self) -> Any:
        value = self.comparison()
        assert self.place == len(self.tokens), self.tokens[self.place :]
        return value

    def take(self, *signs: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place][1] in signs:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def comparison(self) -> Any:
        left = self.sum()
        while sign := self.take("=", "<>", ">="):
            right = self.sum()
            left = self.apply(
                {"=": lambda a, b: a == b, "<>": lambda a, b: a != b, ">=": lambda a, b: a >= b}[sign], left, right
            )
        return left

    def sum(self) -> Any:
        left = self.product()
        while sign := self.take("+", "-"):
            right = self.product()
            left = self.apply({"+": lambda a, b: a + b, "-": lambda a, b: a - b}[sign], left, right)
        return left

    def product(self) -> Any:
        left = self.value()
        while sign := self.take("*", "/"):
            right = self.value()
            left = self.apply({"*": lambda a, b: a * b, "/": lambda a, b: a / b}[sign], left, right)
        return left

    def apply(self, operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        if self.is_skipping:
            return 0
        if isinstance(left, list):
            return [operation(item, right) for item in left]
        return operation(left, right)

    def value(self) -> Any:
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind in {"number", "text"}:
            return float(text) if kind == "number" else text[1:-1]
        if kind == "range":
            return 0 if self.is_skipping else self.read(text)
        if text == "(":
            value = self.comparison()
            assert self.take(")")
            return value
        if not self.take("("):
            return 0 if self.is_skipping else self.book.named(text)
        if text == "IF":
            return self.choose()
        arguments = [self.comparison()]
        while self.take(","):
            arguments.append(self.comparison())
        assert self.take(")")
        return 0 if self.is_skipping else FUNCTIONS[text](*arguments)

    def choose(self) -> Any:
        condition = self.comparison()
        branches = []
        was_skipping = self.is_skipping
        for is_taken in (bool(condition), not condition):
            assert self.take(",")
            self.is_skipping = was_skipping or not is_taken
            branches.append(self.comparison())
        self.is_skipping = was_skipping
        assert self.take(")")
        return branches[0] if condition else branches[1]

    def read(self, text: str) -> Any:
        sheet, _, cells = text.replace("$", "").rpartition("!")
        if ":" not in cells:
            return self.book.cell(sheet or self.sheet, cells)
        left, top, right, bottom = range_boundaries(cells)
        found = self.book.book[sheet or self.sheet].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
        return [self.book.cell(sheet or self.sheet, cell.coordinate) for row in found for cell in row]

"""One cell of a workbook: what it says as a column's kind has it, or what is wrong with it.

Pure functions over a cell's content; whether rows fit together is judged in ``check``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite

from pipelines.ingest.sniff import EXCERPT_CHARACTERS, clean_excerpt
from pipelines.sources.registry.vocabulary import NUTS
from pipelines.sources.registry.workbook.declaration import Column, Kind, same_words, split_list

MAXIMUM_CHARACTERS = 32_767
"""What a spreadsheet program itself allows in a cell; more was written by something else."""

FIRST_YEAR = 1990
LAST_YEAR = 2100
YES = ("yes", "true")
NO = ("no", "false")

_FORMULA = "f"
_ERROR = "e"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_FULL_DATE = "0000-01-01"


@dataclass(frozen=True)
class CellContent:
    """What a spreadsheet cell holds.

    Attributes:
        value: text, number, truth value, date, or None.
        kind: the spreadsheet's own type letter; ``f`` is a formula, ``e`` an error.
    """

    value: object
    kind: str = "n"


@dataclass(frozen=True)
class Reading:
    """A cell as read: its value as raw text, None if blank, or what is wrong.

    Attributes:
        value: None where the cell is blank or wrong.
        expected: what would have been right; empty if nothing is wrong.
        came: what was found instead.
    """

    value: str | None = None
    expected: str = ""
    came: str = ""

    @property
    def is_wrong(self) -> bool:
        """True if the cell cannot be taken."""
        return bool(self.expected)


class _WrongCellError(Exception):
    """A cell does not hold what its column needs; the text says what was expected."""


def is_blank(value: object) -> bool:
    """True if a cell's value says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_cell(content: CellContent, column: Column) -> Reading:
    """Reads one cell as its column's kind; never raises, whatever the cell holds."""
    if is_blank(content.value):
        return Reading(expected=describe(column), came="nothing") if column.is_required else Reading()
    try:
        return Reading(_read_filled(content, column))
    except _WrongCellError as error:
        return Reading(expected=str(error), came=show(content))


def describe(column: Column) -> str:
    """What a column's cells must hold, in words."""
    if column.kind is Kind.CHOICE:
        return f"one of {'; '.join(column.allowed)}"
    if column.kind is Kind.LIST and column.allowed:
        return f"a list of {', '.join(column.allowed)}, separated by semicolons"
    if column.kind in (Kind.INTEGER, Kind.DECIMAL):
        noun = "a whole number" if column.kind is Kind.INTEGER else "a number"
        has_range = column.minimum is not None and column.maximum is not None
        return f"{noun} from {column.minimum:,g} to {column.maximum:,g}" if has_range else noun
    return column.pattern_words or _WORDS[column.kind]


def show(content: CellContent) -> str:
    """What a cell holds, in words fit for one line."""
    value = content.value
    if content.kind == _FORMULA:
        return f"the formula {clean_excerpt(str(getattr(value, 'text', value)))}"
    if content.kind == _ERROR:
        return f"the error {clean_excerpt(str(value))}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _iso(value)
    if isinstance(value, str) and len(value) > EXCERPT_CHARACTERS:
        return f"{len(value):,} characters beginning '{clean_excerpt(value)}'"
    return f"'{clean_excerpt(value)}'" if isinstance(value, str) else clean_excerpt(str(value))


def _read_filled(content: CellContent, column: Column) -> str:
    value = content.value
    if content.kind == _FORMULA:
        raise _WrongCellError("a value, not a formula")
    if content.kind == _ERROR:
        raise _WrongCellError(describe(column))
    if isinstance(value, str) and len(value) > MAXIMUM_CHARACTERS:
        raise _WrongCellError(f"at most {MAXIMUM_CHARACTERS:,} characters")
    return _READERS[column.kind](value.strip() if isinstance(value, str) else value, column)


def _read_text(value: object, column: Column) -> str:
    text = _as_text(value, column)
    pattern = column.pattern or _PATTERNS.get(column.kind)
    if pattern and not re.fullmatch(pattern, text, re.ASCII):
        raise _WrongCellError(describe(column))
    return text


def _read_choice(value: object, column: Column) -> str:
    chosen = same_words(_as_text(value, column), column.allowed)
    if chosen is None:
        raise _WrongCellError(describe(column))
    return chosen


def _read_list(value: object, column: Column) -> str:
    items = split_list(_as_text(value, column))
    if not items:
        raise _WrongCellError(describe(column))
    if column.allowed:
        items = [_read_choice(item, column) for item in items]
    return "; ".join(items)


def _read_boolean(value: object, column: Column) -> str:
    text = str(value).casefold() if isinstance(value, bool | str) else ""
    if text not in (*YES, *NO):
        raise _WrongCellError(describe(column))
    return "true" if text in YES else "false"


def _read_date(value: object, column: Column) -> str:
    if isinstance(value, datetime | date):
        return _in_range(_without_time(value, column))
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return _in_range(_existing(value).isoformat())
    raise _WrongCellError(describe(column))


def _read_partial_date(value: object, column: Column) -> str:
    if isinstance(value, datetime | date):
        return _in_range(_without_time(value, column))
    text = _as_text(value, column)
    if not _PARTIAL_DATE.fullmatch(text):
        raise _WrongCellError(describe(column))
    _existing(text + _FULL_DATE[len(text) :])
    return _in_range(text)


def _read_integer(value: object, column: Column) -> str:
    number = _as_number(value, column)
    if number != number.to_integral_value():
        raise _WrongCellError(describe(column))
    return f"{number.to_integral_value():f}"


def _read_decimal(value: object, column: Column) -> str:
    return f"{_as_number(value, column):f}"


def _as_text(value: object, column: Column) -> str:
    """A text, or a number that was typed where text is due; dates and truth values are the program's guesses."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return str(int(value)) if value == int(value) else repr(value)
    raise _WrongCellError(describe(column))


def _as_number(value: object, column: Column) -> Decimal:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not is_number and not (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise _WrongCellError(describe(column))
    number = Decimal(str(value))
    too_small = column.minimum is not None and number < Decimal(str(column.minimum))
    too_large = column.maximum is not None and number > Decimal(str(column.maximum))
    if too_small or too_large:
        raise _WrongCellError(describe(column))
    return number


def _without_time(value: datetime | date, column: Column) -> str:
    if isinstance(value, datetime) and value.time() != time():
        raise _WrongCellError(f"{describe(column)}, without a time of day")
    return _iso(value)


def _existing(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _WrongCellError("a date that exists") from error


def _in_range(iso: str) -> str:
    if not FIRST_YEAR <= int(iso[:4]) <= LAST_YEAR:
        raise _WrongCellError(f"a date from {FIRST_YEAR} to {LAST_YEAR}")
    return iso


def _iso(value: datetime | date | time) -> str:
    """A date without its midnight, because spreadsheets have no dates without a time."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()


_WORDS = {
    Kind.TEXT: "text",
    Kind.DATE: "a date like 2026-03-05",
    Kind.PARTIAL_DATE: "a date like 2026, 2026-03 or 2026-03-05",
    Kind.BOOLEAN: "yes or no",
    Kind.LIST: "texts separated by semicolons",
    Kind.NUTS_CODE: "a NUTS code in capitals like ITC4",
    Kind.URL: "a web address like https://example.org",
}

_PATTERNS = {Kind.NUTS_CODE: NUTS, Kind.URL: r"https?://[^\s/]\S*"}

_READERS: dict[Kind, Callable[[object, Column], str]] = {
    Kind.TEXT: _read_text,
    Kind.DATE: _read_date,
    Kind.PARTIAL_DATE: _read_partial_date,
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.CHOICE: _read_choice,
    Kind.BOOLEAN: _read_boolean,
    Kind.LIST: _read_list,
    Kind.NUTS_CODE: _read_text,
    Kind.URL: _read_text,
}

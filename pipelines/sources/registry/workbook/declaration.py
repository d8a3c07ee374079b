"""What a sheet and a column of the secretariat's workbook can say about themselves.

The sheets there are stand in ``sheets``. Imports nothing heavy, because every night reads it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TEMPLATE_VERSION = "3"
README_SHEET = "Read me"
LISTS_SHEET = "Lists"
VERSION_LABEL = "Template version"
STATED_ON_LABEL = "Stated on"
EXAMPLE_LABEL = "Example"
EXAMPLE_MARK = "example"
HEADER_ROW = 1
EXAMPLE_ROW = 2
REQUIRED_MARK = "*"
LIST_SEPARATOR = ";"
TABLE_PREFIX = "workbook_"


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    DATE = "date"
    PARTIAL_DATE = "partial date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    LIST = "list"
    NUTS_CODE = "nuts_code"
    URL = "url"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a sheet.

    Attributes:
        name: column in the raw table.
        help: what to write, in the secretariat's words; the comment on the header cell.
        example: value in the worked example, as the raw table would hold it; empty for a blank cell.
        kind: what its cells hold.
        is_required: True if no row may leave it blank.
        is_late: True if templates handed out before this version lack it: a workbook may do without.
        is_past: True if it dates something that has happened, so that a later date than today is odd.
        allowed: the values a choice, or each item of a list, may take; empty for any.
        pattern: regular expression a text must match in full; empty for any.
        pattern_words: the same in words, as ``expected`` of a problem.
        minimum: least number allowed.
        maximum: greatest number allowed.
        header: header text, where it is not the name in words.
    """

    name: str
    help: str
    example: str = ""
    kind: Kind = Kind.TEXT
    is_required: bool = False
    is_late: bool = False
    is_past: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    pattern_words: str = ""
    minimum: float | None = None
    maximum: float | None = None
    header: str = ""

    @property
    def label(self) -> str:
        """Header text without the mark of a required column."""
        return self.header or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Columns of a row that must name a row of another sheet.

    Attributes:
        columns: the referring columns; the last one is where a problem is shown. A blank in it refers to nothing.
        sheet: name of the sheet referred to.
        targets: columns there, any one set of which may hold the values.
    """

    columns: tuple[str, ...]
    sheet: str
    targets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of the workbook, one raw table.

    Attributes:
        name: the table is ``raw_registry.workbook_<name>``.
        row: what one row is, as a noun phrase.
        columns: in the order they stand.
        key: columns in which no two rows may agree; of several in brackets the first that is filled counts.
        references: what a row must find in other sheets.
        spans: pairs of columns, the first of which must not be after the second.
        is_late: True if templates handed out before this version lack it: a workbook may do without.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str | tuple[str, ...], ...]
    references: tuple[Reference, ...] = ()
    spans: tuple[tuple[str, str], ...] = ()
    is_late: bool = False

    @property
    def title(self) -> str:
        """Name on the sheet's tab."""
        return self.name.replace("_", " ").capitalize()

    @property
    def table(self) -> str:
        """Name of the raw table."""
        return f"{TABLE_PREFIX}{self.name}"

    @property
    def contract(self) -> str:
        """Name of the raw table's contract."""
        return "Workbook" + "".join(word.capitalize() for word in self.name.split("_"))

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def split_list(text: str) -> list[str]:
    """Items of a list cell, without blanks around them."""
    return [item.strip() for item in text.split(LIST_SEPARATOR) if item.strip()]


def same_words(left: str, rights: Iterable[str]) -> str | None:
    """The first of several texts that says the same, letter case and outer blanks aside; None if none does."""
    wanted = left.strip().casefold()
    return next((right for right in rights if right.casefold() == wanted), None)

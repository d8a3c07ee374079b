"""The workbook that a secretariat fills in, empty or with rows, made from the declaration; the same bytes every time.

What is wrong with a filled one is found in ``check``.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from pipelines.ingest.workbook import Validation, Worksheet
from pipelines.sources.registry.workbook.cells import FIRST_YEAR, LAST_YEAR, describe
from pipelines.sources.registry.workbook.declaration import (
    EXAMPLE_LABEL,
    EXAMPLE_MARK,
    EXAMPLE_ROW,
    HEADER_ROW,
    LISTS_SHEET,
    README_SHEET,
    REQUIRED_MARK,
    STATED_ON_LABEL,
    TEMPLATE_VERSION,
    VERSION_LABEL,
    Column,
    Kind,
    Sheet,
)
from pipelines.sources.registry.workbook.sheets import PARTNERSHIP_ID, SHEETS, find_sheet

FORMATTED_ROWS = 2_000
"""Rows below the header that have drop-downs and date formats; more may be filled in all the same."""

_DATE_FORMAT = "yyyy-mm-dd"
_TEXT_FORMAT = "@"
_AUTHOR = "interregio"
_FIXED_TIME = datetime(2026, 1, 1)  # noqa: DTZ001 - a spreadsheet's own times have no zone
_FIXED_ZIP_TIME = (2026, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")

_TITLE = Font(bold=True, size=16)
_BOLD = Font(bold=True)
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F3864")
_EXAMPLE_FONT = Font(italic=True, color="6B6B6B")
_EXAMPLE_FILL = PatternFill("solid", fgColor="E7E6E6")
_INPUT_FILL = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")

_HOW_TO = (
    "What this is for: it brings what your secretariat knows about its partnerships into Interregio. What stands here "
    "wins over the public facts that come with Interregio, partnership by partnership.",
    f"1. Fill in the date below beside '{STATED_ON_LABEL}': the day this workbook speaks for. Of several workbooks "
    "about one partnership the one with the latest date holds, and replaces all that the earlier ones said about it.",
    "2. Start with the sheet Partnerships: one row for each partnership this workbook speaks for. All other sheets "
    "refer to it. Leave a sheet empty if you have nothing for it.",
    f"3. Row {EXAMPLE_ROW} of every sheet is a worked example in grey. It has the word '{EXAMPLE_MARK}' in its first "
    f"cell and is never loaded. Leave it as it is or delete it; write your own rows from row {EXAMPLE_ROW + 1} on, and "
    "leave their first cell blank.",
    f"4. Columns with {REQUIRED_MARK} must be filled. Point at a header to see what belongs there. A blank cell means "
    "'not known', never zero and never no.",
    "5. Write dates as dates (2026-03-05). Use no formulas and no merged cells; paste values instead. Name no persons.",
    "6. Check it before you send it: interregio registry check FILE names every cell that needs another look.",
)


Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Sheet name → rows, each column name → value of its cell."""


def template_bytes(
    *, partnerships: Iterable[tuple[str, str]] = (), rows: Rows = MappingProxyType({}), stated_on: object = None
) -> bytes:
    """The workbook; equal bytes for equal arguments.

    Args:
        partnerships: id and name of partnerships known already, listed in the read-me sheet.
        rows: what to write below the worked examples; text is written as text, whatever it begins with.
        stated_on: the day it speaks for; blank unless given.
    """
    workbook = Workbook()
    workbook.properties.creator = _AUTHOR
    workbook.properties.created = _FIXED_TIME
    _fill_readme(workbook.active, partnerships, stated_on)
    worksheets = [workbook.create_sheet(sheet.title) for sheet in SHEETS]
    lists = _Lists(workbook.create_sheet(LISTS_SHEET))
    lists.worksheet.sheet_state = "hidden"
    for worksheet, sheet in zip(worksheets, SHEETS, strict=True):
        _fill_sheet(worksheet, sheet, rows.get(sheet.name, ()))
        _add_limits(worksheet, sheet, lists)
    written = io.BytesIO()
    workbook.save(written)
    return _without_clock(written.getvalue())


def _fill_readme(worksheet: Worksheet, partnerships: Iterable[tuple[str, str]], day: object) -> None:
    worksheet.title = README_SHEET
    worksheet.column_dimensions["A"].width = 60
    worksheet.column_dimensions["B"].width = 70
    worksheet.append(["Interregio registry workbook"])
    worksheet["A1"].font = _TITLE
    for text in _HOW_TO:
        worksheet.append([text])
        row = worksheet.max_row
        worksheet.cell(row=row, column=1).alignment = _WRAP
        # The text runs over both columns; widths are in characters, heights in points.
        worksheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        worksheet.row_dimensions[row].height = 34
    worksheet.append([])
    worksheet.append([f"{STATED_ON_LABEL} {REQUIRED_MARK}", day])
    stated_on = worksheet.cell(row=worksheet.max_row, column=2)
    stated_on.number_format = _DATE_FORMAT
    stated_on.fill = _INPUT_FILL
    _add_validation(worksheet, _date_rule(), stated_on.coordinate)
    worksheet.append([VERSION_LABEL, TEMPLATE_VERSION])
    worksheet.append([])
    worksheet.append(["Sheet", "One row is"])
    first = worksheet.max_row
    for sheet in SHEETS:
        worksheet.append([sheet.title, sheet.row])
    worksheet.append([])
    worksheet.append(["Partnership ids in use", "Name"])
    headings = (first, worksheet.max_row)
    for known in partnerships:
        worksheet.append(list(known))
    for row in headings:
        for place in (1, 2):
            worksheet.cell(row=row, column=place).font = _BOLD


def _fill_sheet(worksheet: Worksheet, sheet: Sheet, rows: Sequence[Mapping[str, object]]) -> None:
    worksheet.freeze_panes = f"C{EXAMPLE_ROW}"
    _fill_column(
        worksheet, 1, EXAMPLE_LABEL, f"Rows with '{EXAMPLE_MARK}' here are never loaded. Leave it blank in yours."
    )
    worksheet.cell(row=EXAMPLE_ROW, column=1, value=EXAMPLE_MARK)
    for place, column in enumerate(sheet.columns, start=2):
        mark = f" {REQUIRED_MARK}" if column.is_required else ""
        note = f"{column.help}\n\nExpected: {describe(column)}.{' Required.' if column.is_required else ''}"
        _fill_column(worksheet, place, f"{column.label}{mark}", note)
        worksheet.column_dimensions[get_column_letter(place)].number_format = _number_format(column)
        texts = [to_cell_value(column, column.example), *(row.get(column.name) for row in rows)]
        for number, value in enumerate(texts, start=EXAMPLE_ROW):
            if value is not None:
                cell = worksheet.cell(row=number, column=place, value=value)
                cell.number_format = _number_format(column)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    for cell in worksheet[EXAMPLE_ROW]:
        cell.font = _EXAMPLE_FONT
        cell.fill = _EXAMPLE_FILL


def _fill_column(worksheet: Worksheet, place: int, header: str, note: str) -> None:
    cell = worksheet.cell(row=HEADER_ROW, column=place, value=header)
    cell.font = _HEADER_FONT
    cell.fill = _HEADER_FILL
    comment = Comment(note, _AUTHOR)
    comment.width, comment.height = 320, 140
    cell.comment = comment
    worksheet.column_dimensions[get_column_letter(place)].width = max(14, min(40, len(header) + 6))


@dataclass
class _Lists:
    """The hidden sheet of choices; in cells, because a rule's own text may hold neither commas nor 256 letters."""

    worksheet: Worksheet
    ranges: dict[tuple[str, ...], str] = field(default_factory=dict)

    def place(self, allowed: tuple[str, ...]) -> str:
        """Where a list of choices stands."""
        if allowed not in self.ranges:
            column = len(self.ranges) + 1
            for row, value in enumerate(allowed, start=1):
                self.worksheet.cell(row=row, column=column, value=value)
            letter = get_column_letter(column)
            self.ranges[allowed] = f"{quote_sheetname(LISTS_SHEET)}!${letter}$1:${letter}${len(allowed)}"
        return self.ranges[allowed]


def _add_limits(worksheet: Worksheet, sheet: Sheet, lists: _Lists) -> None:
    """Drop-downs and limits, as far as a spreadsheet program can have them."""
    for place, column in enumerate(sheet.columns, start=2):
        letter = get_column_letter(place)
        is_reference = column.name == PARTNERSHIP_ID and bool(sheet.references)
        rule = _partnership_rule() if is_reference else _rule_of(column, lists)
        if rule is not None:
            _add_validation(worksheet, rule, f"{letter}{EXAMPLE_ROW}:{letter}{FORMATTED_ROWS}")


def _rule_of(column: Column, lists: _Lists) -> Validation | None:
    if column.kind is Kind.CHOICE:
        return DataValidation("list", formula1=lists.place(column.allowed))
    if column.kind is Kind.BOOLEAN:
        return DataValidation("list", formula1='"yes,no"')
    if column.kind is Kind.DATE:
        return _date_rule()
    if column.kind in (Kind.INTEGER, Kind.DECIMAL):
        kind = "whole" if column.kind is Kind.INTEGER else "decimal"
        return DataValidation(kind, operator="between", formula1=column.minimum, formula2=column.maximum)
    return None


def _partnership_rule() -> Validation:
    title = quote_sheetname(find_sheet("partnerships").title)
    return DataValidation("list", formula1=f"{title}!$B${EXAMPLE_ROW}:$B${FORMATTED_ROWS}")


def _date_rule() -> Validation:
    return DataValidation(
        "date", operator="between", formula1=f"DATE({FIRST_YEAR},1,1)", formula2=f"DATE({LAST_YEAR},12,31)"
    )


def _add_validation(worksheet: Worksheet, validation: Validation, area: str) -> None:
    validation.showErrorMessage = True
    validation.errorTitle = "Not expected here"
    validation.error = "Point at the header to see what belongs in this column."
    validation.allow_blank = True
    validation.add(area)
    worksheet.add_data_validation(validation)


def _number_format(column: Column) -> str:
    """Text where a spreadsheet program would otherwise make a date or a number of what is typed."""
    if column.kind is Kind.DATE:
        return _DATE_FORMAT
    return "General" if column.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN) else _TEXT_FORMAT


def to_cell_value(column: Column, text: str | None) -> object:
    """A raw value of a column as a person would enter it; None for a blank one."""
    if not text:
        return None
    if column.kind is Kind.DATE:
        return date.fromisoformat(text)
    if column.kind is Kind.BOOLEAN:
        return "yes" if text == "true" else "no"
    if column.kind is Kind.INTEGER:
        return int(text)
    return float(text) if column.kind is Kind.DECIMAL else text


def _without_clock(content: bytes) -> bytes:
    """The same archive with the times of writing replaced by a fixed one."""
    settled = io.BytesIO()
    stamp = _FIXED_TIME.isoformat().encode() + b"Z"
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            member = zipfile.ZipInfo(name, _FIXED_ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, part)
    return settled.getvalue()

"""A table as an XLSX workbook: typed rows, what its columns mean, and a read-me.

XlsxWriter makes the workbook around the rows; the rows themselves are written as one Polars expression per column,
because cell by cell 50,000 rows take longer than anyone waits for a download. Other kinds of file are beside this.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import ceil
from types import MappingProxyType

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from warehouse.products.files.columns import Column, Kind
from warehouse.products.files.plain import make_safe, safe_text, zip_part
from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.query import FilterError

MAX_ROWS = 1_048_575
"""Of a sheet, below its header."""
MAX_LINKS = 65_000
"""Excel opens a sheet with more than 65,530 links as damaged; later rows keep the address as text."""
MAX_ADDRESS = 2_079
"""Excel strips a sheet of its links where one is longer; such an address stays text."""
MAX_TEXT = 32_767
"""Of a cell, in units of UTF-16: a sign outside the basic plane takes two."""
CUT = " [cut here; whole in CSV, Parquet and JSON]"

_CHUNK_ROWS = 4_000
_SHEET = "xl/worksheets/sheet1.xml"
_SHEET_LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_NUMBER_FORMATS: Mapping[Kind, str] = MappingProxyType(
    {
        "count": "#,##0",
        "year": "0",
        "euro": '#,##0.00 "€"',
        "score": "0.0",
        "share": "0.00",
        "date": "yyyy-mm-dd",
    }
)
_WIDTHS = (9, 60)
_READ_WIDTHS = (11, 40)
_LINE = 14.5
_MOST_LINES = 8
_A4 = 9
_DAY_ZERO = date(1899, 12, 30)
# What XML cannot hold at all is written as a spreadsheet writes it, which is how it comes back unharmed.
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\ufffe": "",
    "\uffff": "",
    **{chr(code): f"_x{code:04X}_" for code in range(32) if chr(code) not in "\t\n"},
}


def write_workbook(table: ExportedTable) -> bytes:
    """The workbook's bytes, the same for the same table.

    Raises:
        FilterError: the table has more rows than a sheet can hold.
    """
    if table.frame.height > MAX_ROWS:
        raise FilterError(
            f"format: xlsx holds {MAX_ROWS} rows and this table has {table.frame.height}; valid values: csv, parquet"
        )
    frame = make_safe(table.frame)
    links = _find_links(table, frame)
    if table.reading is not None:
        frame = frame.with_columns(table.reading.link_texts.alias(table.columns[0].name))
    skeleton, styles = _write_skeleton(table, frame)
    target = io.BytesIO()
    with zipfile.ZipFile(skeleton) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name in made.namelist():
            content = made.read(name)
            if name == _SHEET:
                _copy_sheet(written, content.decode(), frame, styles, links, is_read=table.reading is not None)
            else:
                written.writestr(zip_part(name), content)
        if links.height:
            written.writestr(zip_part(_SHEET_LINKS), _relations(links))
    return target.getvalue()


def _write_skeleton(table: ExportedTable, frame: pl.DataFrame) -> tuple[io.BytesIO, list[str]]:
    """The workbook with a header and one formatted empty row; and the style number of each column."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    as_of = table.edition.as_of
    book.set_properties(
        {
            "title": table.citation,
            "comments": f"Filters: {table.filters_in_words}",
            "created": datetime(as_of.year, as_of.month, as_of.day),  # noqa: DTZ001 - the format knows no zone
        }
    )
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E6EFF7", "valign": "top"})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(table.title[:31])
    _write_header(sheet, table, frame, heading)
    for number, column in enumerate(table.columns):
        sheet.write_blank(1, number, None, book.add_format(_style(column, is_wrapped=table.reading is not None)))
    if table.reading is not None:
        _write_summary(book, table.reading.summary, heading)
    _write_definitions(book.add_worksheet("Definitions"), table, heading, words)
    _write_read_me(book.add_worksheet("Read me"), table, heading, words)
    book.close()
    row = zipfile.ZipFile(made).read(_SHEET).decode().partition('<row r="2"')[2]
    return made, re.findall(r'<c r="[A-Z]+2" s="(\d+)"', row)


def _write_header(sheet: Worksheet, table: ExportedTable, frame: pl.DataFrame, heading: Format) -> None:
    sheet.freeze_panes(1, 0 if table.reading is None else 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    if table.reading is not None:
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, max(frame.height, 1), len(table.columns) - 1)
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, column.name, heading)
        sheet.set_column(number, number, _width(column, frame, _WIDTHS if table.reading is None else _READ_WIDTHS))


def _write_summary(book: xlsxwriter.Workbook, summary: pl.DataFrame, heading: Format) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for number, (name, dtype) in enumerate(summary.schema.items()):
        kind: Kind = "date" if dtype == pl.Date else "score" if dtype.is_float() else "count"
        style = book.add_format({"num_format": _NUMBER_FORMATS[kind]})
        sheet.set_column(number, number, _width(Column(name, name), summary, _READ_WIDTHS))
        sheet.write_string(0, number, name, heading)
        for row, value in enumerate(summary[name], start=1):
            if value is not None:
                sheet.write(row, number, safe_text(value) if isinstance(value, str) else value, style)


def _write_definitions(sheet: Worksheet, table: ExportedTable, heading: Format, words: Format) -> None:
    _write_rows(
        sheet,
        [
            ("column", "label", "kind", "definition"),
            *((column.name, column.label, column.kind, column.description) for column in table.columns),
        ],
        (24, 24, 12, 100),
        (heading, words),
    )


def _write_read_me(sheet: Worksheet, table: ExportedTable, heading: Format, words: Format) -> None:
    _write_rows(sheet, [("about", "text"), *table.facts()], (24, 110), (heading, words))


def _write_rows(
    sheet: Worksheet, rows: list[tuple[str, ...]], widths: tuple[int, ...], formats: tuple[Format, Format]
) -> None:
    sheet.freeze_panes(1, 0)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for row, texts in enumerate(rows):
        sheet.set_row(row, _LINE * max(ceil(len(text) / width) for text, width in zip(texts, widths, strict=True)))
        for number, text in enumerate(texts):
            sheet.write_string(row, number, safe_text(text), formats[0] if row == 0 else formats[1])


def _style(column: Column, *, is_wrapped: bool) -> dict[str, str | bool]:
    layout: dict[str, str | bool] = {"valign": "top", "text_wrap": is_wrapped}
    if column.kind == "url":
        return {"font_color": "#0B4F8A", "underline": True, **layout}
    return {"num_format": _NUMBER_FORMATS.get(column.kind, "General"), **layout}


def _width(column: Column, frame: pl.DataFrame, bounds: tuple[int, int]) -> int:
    low, high = bounds
    longest = frame.select(pl.col(column.name).cast(pl.String).str.len_chars().quantile(0.9)).item() or 0
    return int(min(max(low, len(column.name) + 3, longest + 2), high))


def _copy_sheet(
    written: zipfile.ZipFile,
    skeleton: str,
    frame: pl.DataFrame,
    styles: list[str],
    links: pl.DataFrame,
    *,
    is_read: bool,
) -> None:
    head, _, _ = skeleton.partition('<row r="2"')
    _, _, tail = skeleton.partition("</sheetData>")
    extent = f"A1:{xl_col_to_name(frame.width - 1)}{frame.height + 1}"
    with written.open(zip_part(_SHEET), "w") as part:
        part.write(re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{extent}"', head).encode())
        for rows in _rows_as_xml(frame, styles, _heights(frame) if is_read else None):
            part.write(rows.encode())
        part.write(b"</sheetData>")
        part.write(tail.replace("<pageMargins", f"{_link_places(links)}<pageMargins", 1).encode())


def _heights(frame: pl.DataFrame) -> pl.Expr:
    """Points that a row takes with its texts wrapped: LibreOffice does not find out by itself."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    # A line that breaks between words holds less than its width.
    lines = [(pl.col(name).str.len_chars() / (0.9 * _width(Column(name, name), frame, _READ_WIDTHS))) for name in texts]
    return pl.max_horizontal(*lines, 1.0).ceil().clip(1, _MOST_LINES) * _LINE


def _rows_as_xml(frame: pl.DataFrame, styles: list[str], heights: pl.Expr | None) -> Iterator[str]:
    row = pl.col("row_number").cast(pl.String)
    cells = [
        _cell(pl.col(name), dtype, f'<c r="{xl_col_to_name(number)}', row, f'" s="{style}"')
        for number, ((name, dtype), style) in enumerate(zip(frame.schema.items(), styles, strict=True))
    ]
    opened = pl.lit("") if heights is None else pl.format(' ht="{}" customHeight="1"', heights)
    whole = pl.concat_str(pl.lit('<row r="'), row, pl.lit('"'), opened, pl.lit(">"), *cells, pl.lit("</row>"))
    numbered = frame.with_columns((pl.int_range(pl.len()) + 2).alias("row_number"))
    for chunk in numbered.iter_slices(_CHUNK_ROWS):
        yield "".join(chunk.select(whole.alias("xml")).to_series().to_list())


def _cell(value: pl.Expr, dtype: pl.DataType, start: str, row: pl.Expr, style: str) -> pl.Expr:
    """One cell as XML; nothing where the value is unknown."""
    if dtype == pl.Boolean:
        kind, content = ' t="b"><v>', value.cast(pl.Int8).cast(pl.String)
    elif dtype == pl.Date:
        kind, content = "><v>", (value - _DAY_ZERO).dt.total_days().cast(pl.String)
    elif dtype.is_float():
        kind, content = "><v>", pl.when(value.is_finite()).then(value).cast(pl.String)
    elif dtype.is_numeric():
        kind, content = "><v>", value.cast(pl.String)
    else:
        kind, content = ' t="inlineStr"><is><t xml:space="preserve">', _escape(value.cast(pl.String))
    end = "</t></is></c>" if "inlineStr" in kind else "</v></c>"
    return pl.concat_str(pl.lit(start), row, pl.lit(style + kind), content, pl.lit(end)).fill_null("")


def _escape(text: pl.Expr) -> pl.Expr:
    wide = text.str.count_matches(r"[\x{10000}-\x{10FFFF}]")
    longest = pl.lit(MAX_TEXT - len(CUT)) // pl.when(wide > 0).then(2).otherwise(1)
    is_long = text.str.len_chars() + wide > MAX_TEXT
    kept = pl.when(is_long).then(text.str.slice(0, longest) + CUT).otherwise(text)
    # A text that looks like such an escape would otherwise come back as the character it names.
    marked = kept.str.replace_all(r"_x([0-9A-Fa-f]{4})_", "_x005F_x${1}_")
    return marked.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))


def _find_links(table: ExportedTable, frame: pl.DataFrame) -> pl.DataFrame:
    """One row per linked cell: its `place` and its `address`, at most as many as a sheet may have."""
    schema = {"place": pl.String, "address": pl.String}
    found = [
        frame.select(
            pl.concat_str(pl.lit(xl_col_to_name(number)), pl.int_range(pl.len()) + 2).alias("place"),
            pl.col(column.name).cast(pl.String).alias("address"),
        ).filter(
            pl.col("address").str.contains(r"^https?://[^\s;]+$") & (pl.col("address").str.len_chars() <= MAX_ADDRESS)
        )
        for number, column in enumerate(table.columns)
        if column.kind == "url"
    ]
    links = pl.concat(found) if found else pl.DataFrame(schema=schema)
    return links.head(MAX_LINKS).with_columns(pl.int_range(1, pl.len() + 1).alias("number"))


def _link_places(links: pl.DataFrame) -> str:
    if links.is_empty():
        return ""
    one = pl.format('<hyperlink ref="{}" r:id="rId{}"/>', "place", "number")
    return f"<hyperlinks>{links.select(one.str.join('')).item()}</hyperlinks>"


def _relations(links: pl.DataFrame) -> bytes:
    one = pl.format(
        '<Relationship Id="rId{}" Type="{}" Target="{}" TargetMode="External"/>',
        "number",
        pl.lit(_HYPERLINK),
        _escape(pl.col("address")),
    )
    inner = links.select(one.str.join("")).item()
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{start}<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'.encode()

"""Landed files of calls into one table: CSV with commas or semicolons, or the first sheet of a workbook."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
from openpyxl.cell.cell import Cell

from pipelines.ingest.errors import ContractError, TerminalError
from pipelines.ingest.parsing import newest_date, read_delimited
from pipelines.ingest.source import ParsedTable, Parser
from pipelines.ingest.workbook import MAXIMUM_FILE_BYTES, filled_cells, open_workbook
from pipelines.sources.calls.contract import Calls

REQUIRED = ("topic_id", "programme", "title", "source")
COLUMNS = {name: name for name in Calls.to_schema().columns if not name.startswith("_")}


def parse_calls(files: Mapping[str, Path]) -> ParsedTable:
    """The calls of all files; none gives a table without rows. Of a call in two files that of the first name counts."""
    empty = read_delimited(",".join(COLUMNS).encode(), where="", columns=COLUMNS, separator=",")
    frame = pl.concat([empty, *(read_calls(path, name) for name, path in sorted(files.items()))], how="diagonal")
    return ParsedTable(frame, newest_date(frame.get_column("source_snapshot")))


def read_calls(path: Path, name: str) -> pl.DataFrame:
    """One file's calls, with the file's name and the number of the row.

    Raises:
        TerminalError: neither a CSV file nor a workbook, or too large to be meant.
        ContractError: its columns are not those of a table of calls, or a cell holds a formula.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise TerminalError(where=name, expected="a .csv or .xlsx file", came=f"one saved as {path.suffix}")
    size = path.stat().st_size
    if size > MAXIMUM_FILE_BYTES:
        raise TerminalError(where=name, expected=f"at most {MAXIMUM_FILE_BYTES:,} bytes", came=f"{size:,} bytes")
    content = _workbook_as_csv(path, name) if path.suffix.lower() == ".xlsx" else path.read_bytes()
    header = re.split(rb"[\r\n]", content, maxsplit=1)[0]
    separator = ";" if header.count(b";") > header.count(b",") else ","
    return read_delimited(content, where=name, columns=COLUMNS, optional=COLUMNS.keys() - REQUIRED, separator=separator)


def _workbook_as_csv(path: Path, name: str) -> bytes:
    rows = filled_cells(open_workbook(path).worksheets[0])
    width = max((max(cells) for cells in rows.values()), default=0)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for cells in rows.values():
        writer.writerow([_to_text(cells[place], name) if place in cells else "" for place in range(1, width + 1)])
    return written.getvalue().encode()


def _to_text(cell: Cell, name: str) -> str:
    if cell.data_type == "f":
        raise ContractError(where=f"{name}, {cell.coordinate}", expected="a value", came="a formula")
    value = cell.value
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


PARSERS: dict[str, Parser] = {"calls": parse_calls}

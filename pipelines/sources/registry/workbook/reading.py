"""A workbook without blocking problems as Polars frames: one per sheet, every row with where it stood."""

from pathlib import Path

import polars as pl

from pipelines.sources.registry.workbook.check import Examination, examine_workbook
from pipelines.sources.registry.workbook.declaration import Sheet
from pipelines.sources.registry.workbook.findings import refuse_blocking
from pipelines.sources.registry.workbook.sheets import SHEETS

FILE = "file"
SHEET = "sheet"
ROW = "row"
STATED_ON = "workbook_stated_on"


def read_workbook(path: Path, *, name: str = "") -> dict[str, pl.DataFrame]:
    """Frames by table name, the template's worked examples left out.

    Columns are those declared, as text, then ``file``, ``sheet``, ``row`` (1-based on the sheet) and
    ``workbook_stated_on``, the date the workbook speaks for.

    Args:
        path: the workbook.
        name: what to call it; default its file name.

    Raises:
        ContractError: it has blocking problems; the first are named.
    """
    name = name or path.name
    examination = examine_workbook(path)
    refuse_blocking(examination.problems, name)
    return {sheet.table: _to_frame(sheet, examination, name) for sheet in SHEETS}


def empty_frame(sheet: Sheet) -> pl.DataFrame:
    """A sheet's frame without rows."""
    return pl.DataFrame(schema=_schema(sheet))


def _to_frame(sheet: Sheet, examination: Examination, name: str) -> pl.DataFrame:
    rows = examination.rows.get(sheet.name, ())
    columns: dict[str, list[object]] = {
        column.name: [row.values.get(column.name) for row in rows] for column in sheet.columns
    }
    columns |= {
        FILE: [name] * len(rows),
        SHEET: [sheet.title] * len(rows),
        ROW: [row.number for row in rows],
        STATED_ON: [examination.stated_on] * len(rows),
    }
    return pl.DataFrame(columns, schema=_schema(sheet))


def _schema(sheet: Sheet) -> dict[str, type[pl.DataType]]:
    columns = [column.name for column in sheet.columns]
    provenance = {FILE: pl.String, SHEET: pl.String, ROW: pl.Int64, STATED_ON: pl.String}
    return {**dict.fromkeys(columns, pl.String), **provenance}

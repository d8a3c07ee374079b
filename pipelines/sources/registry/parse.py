"""Landed workbooks into raw tables, one per sheet; of each partnership the latest workbook alone.

Shipped facts are read by ``pipelines.ingest.parsing``.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import polars as pl

from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE
from pipelines.ingest.source import ParsedTable, Parser
from pipelines.sources.registry.contract import SOURCE_SHEET
from pipelines.sources.registry.workbook.declaration import Sheet
from pipelines.sources.registry.workbook.merge import merge_workbooks
from pipelines.sources.registry.workbook.reading import FILE, ROW, SHEET, STATED_ON, read_workbook
from pipelines.sources.registry.workbook.sheets import SHEETS


def parse_sheet(sheet: Sheet, files: Mapping[str, Path]) -> ParsedTable:
    """One sheet of all workbooks together; no workbook gives a table without rows."""
    frame = _read_merged(tuple(sorted(files.items())))[sheet.table]
    renamed = frame.rename({FILE: SOURCE_FILE, SHEET: SOURCE_SHEET, ROW: ROW_NUMBER})
    stated_on = frame.get_column(STATED_ON).drop_nulls()
    newest = stated_on.sort().to_list()[-1:]
    return ParsedTable(renamed, date.fromisoformat(newest[0]) if newest else None)


@lru_cache(maxsize=1)
def _read_merged(files: tuple[tuple[str, Path], ...]) -> dict[str, pl.DataFrame]:
    """Read once for all tables: landed files never change, so their paths stand for their content."""
    return merge_workbooks([read_workbook(path, name=name) for name, path in files])


PARSERS: dict[str, Parser] = {sheet.table: partial(parse_sheet, sheet) for sheet in SHEETS}

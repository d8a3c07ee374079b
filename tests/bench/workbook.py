"""How long a workbook of 50,000 matches takes, and how much memory.

    python -m tests.bench.workbook

Makes 50,000 made-up rows in the columns of a match, writes them as XLSX in this process, and prints seconds, size and
the peak resident memory.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from warehouse.products.files.columns import Column, Columns
from warehouse.products.files.table import ExportedTable
from warehouse.products.files.workbook import write_workbook
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.store.editions import Edition

ROWS = 50_000
AS_OF = date(2026, 8, 10)
COLUMNS = Columns({}).find_all(MATCH_COLUMNS)


def make_matches(rows: int) -> pl.DataFrame:
    """Made-up rows, every cell filled, the texts as long as real ones."""
    number = pl.int_range(rows)
    return pl.select(_values(column, number).alias(column.name) for column in COLUMNS)


def _values(column: Column, number: pl.Expr) -> pl.Expr:
    if column.kind == "count":
        return number % 300
    if column.kind in ("euro", "score", "share"):
        return number * 0.37 % 100
    if column.kind == "date":
        return pl.lit(AS_OF) + pl.duration(days=number % 400)
    if column.kind == "url":
        return pl.format("https://portal.example/screen/opportunities/topic-details/made-up-{}", number % 900)
    length = 12 if column.name == "reasons" else 3
    return pl.format(f"made-up {'words and more ' * length}{{}}", number % 900)


def export_of(rows: int) -> ExportedTable:
    """Made-up matches, ready to be written."""
    return ExportedTable(
        name="funding-match",
        title="Matches",
        one_row="One row is made up.",
        columns=COLUMNS,
        frame=make_matches(rows),
        edition=Edition("2026-08-10-00000000", Path("unused"), {}, AS_OF, is_demo=False),
    )


def main() -> None:
    """Prints the figures."""
    table = export_of(ROWS)
    began = time.perf_counter()
    content = write_workbook(table)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{ROWS:,} rows, {table.frame.width} columns: {seconds:.1f} s, {len(content) / 1e6:.1f} MB, "
        f"peak {peak:.0f} MiB\n"
    )


if __name__ == "__main__":
    main()

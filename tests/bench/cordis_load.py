"""How much landing, contracts and provenance cost over merely reading the CORDIS archive.

    python -m tests.bench.cordis_load [ARCHIVE]

Prints the seconds that unzipping and reading every member with Polars takes, those that the product's own
way into raw tables takes, and their ratio; the best of three of each. Needs the real files in ../shared/data.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.ingest.contracts import check_contract
from pipelines.sources import find_source
from tests.mirrors import REAL_DATA
from warehouse.store.connection import writer
from warehouse.store.load import make_loadable, replace_tables

ARCHIVE = REAL_DATA / "mirror" / "2024-06" / "cordis.europa.eu" / "data" / "cordis-HORIZONprojects-csv.zip"
ROUNDS = 3


def read_plainly(archive: Path) -> int:
    """Unzips and reads every member as text; gives the number of rows."""
    with zipfile.ZipFile(archive) as opened:
        return sum(
            pl.read_csv(opened.read(member), separator=";", infer_schema=False).height for member in opened.namelist()
        )


def load_as_the_product_does(archive: Path) -> int:
    """Parses, checks and loads every table; gives the number of rows."""
    source = find_source("cordis")
    files = {archive.name: archive}
    loadable = []
    for table in source.fetched_tables:
        parsed = source.parsers()[table.name](files)
        if parsed is not None:
            checked = check_contract(parsed.frame, source.contract(table), where=table.name)
            loadable.append(
                make_loadable(
                    checked.accepted,
                    source=source.name,
                    table_name=table.name,
                    content_sha256="bench",
                    rejected=checked.rejected,
                    retrieved_at=date(2024, 6, 17).isoformat(),
                )
            )
    with tempfile.TemporaryDirectory() as folder, writer(Path(folder) / "interregio.duckdb") as connection:
        replace_tables(connection, loadable)
    return sum(table.facts.rows_in for table in loadable)


def best_of(rounds: int, work: Callable[[Path], int], archive: Path) -> tuple[float, int]:
    """Shortest time in seconds, and what the work gave."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        rows = work(archive)
        times.append(time.perf_counter() - began)
    return min(times), rows


def main() -> None:
    """Prints the figures."""
    archive = Path(sys.argv[1]) if len(sys.argv) > 1 else ARCHIVE
    plain, plain_rows = best_of(ROUNDS, read_plainly, archive)
    loaded, loaded_rows = best_of(ROUNDS, load_as_the_product_does, archive)
    sys.stdout.write(
        f"unzip and read: {plain:.2f} s, {plain_rows:,} rows\n"
        f"parse, check and load: {loaded:.2f} s, {loaded_rows:,} rows\n"
        f"ratio: {loaded / plain:.1f}\n"
    )


if __name__ == "__main__":
    main()

"""Warehouses built once from hand-written rows and shared by the dbt tests, also between parallel workers."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from filelock import FileLock

from tests.dbt import small_rows
from tests.dbt.raw_tables import Rows, build, run_unit_tests, write_raw_tables


@dataclass(frozen=True)
class Built:
    """A database that both builds of a night went over, and what they ran."""

    database: Path
    ran: frozenset[str]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def frame(self, sql: str) -> pl.DataFrame:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.sql(sql).pl()


Builder = Callable[..., Built]


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    # Parallel workers each have their own folder below that of the run; without workers the folder is the run's.
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def build_named(name: str, rows: Rows, *, unit_tests: bool) -> Built:
        folder = shared / f"dbt-{name}"
        database, done = folder / "interregio.duckdb", folder / "ran.json"
        with FileLock(shared / f"dbt-{name}.lock"):
            if not done.exists():
                folder.mkdir()
                write_raw_tables(database, rows)
                ran = build(database, as_of=small_rows.AS_OF)
                if unit_tests:
                    ran |= run_unit_tests(database, as_of=small_rows.AS_OF)
                done.write_text(json.dumps(sorted(ran)), encoding="utf-8")
        return Built(database, frozenset(json.loads(done.read_text(encoding="utf-8"))))

    return build_named


@pytest.fixture(scope="session")
def facts(build_once: Builder) -> Built:
    """A night on which every source arrived; unit tests run with it."""
    return build_once("facts", small_rows.FACTS, unit_tests=True)


@pytest.fixture(scope="session")
def demo(build_once: Builder) -> Built:
    """A first run without a network: shipped facts and demonstration participations."""
    return build_once("demo", small_rows.DEMO, unit_tests=False)

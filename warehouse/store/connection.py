"""The only way to a writable connection to the build database.

One process writes at a time; while it does, no other can even read that file. Where a lake stands in for the file
(``warehouse.store.lake``), several may write side by side. Reading the published edition is
``warehouse.store.reader``'s business.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.store.errors import BusyError
from warehouse.store.lake import lake_of

MEMORY_LIMIT = "1200MB"
"""Leaves room for Polars and dbt's own memory below the 2 GiB that a night may take."""
THREADS = 1
"""More would make a night no shorter and a quarter dearer: its tables are too small to be shared out."""
POLL_SECONDS = 0.2


@contextmanager
def writer(
    database: Path, *, wait_seconds: float = 60.0, memory_limit: str = MEMORY_LIMIT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writable connection, closed when the block ends.

    Inside another one of this process it shares what that one has open, and its memory limit holds for both: opening
    reads the catalogue of some hundred tables, closing writes it.

    Raises:
        BusyError: another process held the file longer than ``wait_seconds``; names it.
    """
    connection = _connect(database, wait_seconds)
    try:
        connection.execute(f"set memory_limit = '{memory_limit}'")
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything in the block, or nothing of it."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _connect(database: Path, wait_seconds: float) -> duckdb.DuckDBPyConnection:
    if lake := lake_of(database.parent):
        connection = lake.open_shared()
        connection.execute(f"set threads = {THREADS}")
        return connection
    database.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return duckdb.connect(str(database), config={"threads": THREADS})
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise
            if time.monotonic() >= deadline:
                raise BusyError(f"{database}: waited {wait_seconds:.0f} s; {error}") from error
        time.sleep(POLL_SECONDS)

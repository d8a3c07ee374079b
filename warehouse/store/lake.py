"""Tables in a lake instead of one file: DuckLake, for homes that one machine no longer carries.

A home whose ``build/lake.json`` names a catalogue and a place for data has no build database and no database in its
editions. The catalogue (PostgreSQL, or a file for trials) says which files make a table at which snapshot; the data lie
in a directory or a bucket. Several machines load different sources into it, one builds, many read. An edition is a
snapshot: its manifest states the number, and whoever reads it is pinned there.

The lake is attached under the name of the build database, so that nothing else knows the difference. The extensions
come from packages (``make lake``); nothing is had from the network.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from warehouse.store.errors import WarehouseError
from warehouse.store.files import hash_text, read_state, write_json

if TYPE_CHECKING:
    import duckdb  # `interregio status` and a night without news need none

LAKE_NAME = "lake.json"
"""Beside the place of the build database; a setting of the home and not of a process, which could forget it."""
CATALOG = "interregio"
"""As DuckDB names the build database after its file: compiled SQL carries it."""
EXTENSIONS = ("postgres_scanner", "ducklake")
BUCKET_EXTENSION = "httpfs"
"""Reads keys, region and endpoint of a bucket from the environment, by the names that AWS gave them."""
ATTEMPTS = 5
"""How often a transaction is begun anew that another machine's came before: each touches its own source's rows."""

T = TypeVar("T")


class LakeError(WarehouseError):
    """The lake cannot be used; the message names it, what was expected and what came."""


@dataclass(frozen=True)
class Lake:
    """Where a lake lies.

    Attributes:
        catalogue: ``postgres:`` and a connection string, or the path of a file. Passwords belong into the environment
            or the password file of PostgreSQL.
        data: directory or address of a bucket that holds the tables' files.
    """

    catalogue: str
    data: str

    @property
    def extensions(self) -> list[str]:
        """The extensions of DuckDB that it takes."""
        return [*EXTENSIONS, *([BUCKET_EXTENSION] if "://" in self.data else [])]

    def attach(
        self, connection: duckdb.DuckDBPyConnection, *, alias: str = CATALOG, snapshot: int | None = None
    ) -> None:
        """Attaches the lake, for writing, or at a snapshot for reading.

        Raises:
            LakeError: the extensions are not installed, or the catalogue cannot be had.
        """
        import duckdb

        load_extensions(connection, self.extensions)
        pinned = "" if snapshot is None else f", read_only, snapshot_version {snapshot}"
        try:
            connection.execute(
                f"attach 'ducklake:{_quoted(self.catalogue)}' as {alias} (data_path '{_quoted(self.data)}'{pinned})"
            )
        except duckdb.Error as error:
            raise LakeError(f"expected a lake with the catalogue {self.catalogue}; DuckDB said: {error}") from error

    def confine(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Lets a connection read the lake's files and, from then on, no other."""
        connection.execute(f"set allowed_directories = ['{_quoted(self.data)}']")
        connection.execute("set enable_external_access = false")

    def write(self, folder: Path) -> None:
        """Makes this the lake of the home whose build directory this is."""
        write_json(folder / LAKE_NAME, {"catalogue": self.catalogue, "data": self.data})

    def open_shared(self) -> duckdb.DuckDBPyConnection:
        """A writable connection; within one process all share what the first attached, until the last is closed."""
        import duckdb

        connection = duckdb.connect(f":memory:lake-{hash_text(f'{self.catalogue} {self.data}')}")
        attached = connection.execute("select 1 from duckdb_databases() where database_name = ?", [CATALOG]).fetchone()
        if attached is None:
            self.attach(connection)
        connection.execute(f"use {CATALOG}")
        return connection


def lake_of(folder: Path) -> Lake | None:
    """The lake that stands in for the build database of a directory, None if the database is a file."""
    return read_state(folder / LAKE_NAME, lambda stated: Lake(str(stated["catalogue"]), str(stated["data"])))


def load_extensions(
    connection: duckdb.DuckDBPyConnection, names: Iterable[str], *, is_installing: bool = False
) -> None:
    """Loads extensions of DuckDB from the packages that carry them.

    Args:
        connection: that needs them.
        names: of the extensions.
        is_installing: whether to leave them with the user's DuckDB too, so that dbt finds them by name.

    Raises:
        LakeError: they are not installed for this version of DuckDB.
    """
    import duckdb

    for name in names:
        try:
            package = importlib.import_module(f"duckdb_extension_{name}")
        except ImportError as error:
            raise LakeError(f"a lake needs the package {error.name}; install it with `make lake`") from None
        folder = Path(str(package.__file__)).parent / "extensions" / f"v{duckdb.__version__}"
        file = _quoted(str(folder / f"{name}.duckdb_extension"))
        try:
            if is_installing:
                connection.execute(f"install '{file}'")
            connection.execute(f"load '{file}'")
        except duckdb.Error as error:
            raise LakeError(f"expected the extension {name} in {folder}; DuckDB said: {error}") from None


def current_snapshot(connection: duckdb.DuckDBPyConnection) -> int:
    """Number of the newest snapshot of the attached lake."""
    row = connection.execute(f"from {CATALOG}.current_snapshot()").fetchone()
    return int(row[0]) if row else 0


def expire_snapshots(connection: duckdb.DuckDBPyConnection, kept: Collection[int]) -> None:
    """Forgets the snapshots before the newest that are not kept, and removes files that nothing needs for a day.

    Among these are those of writers that were killed, which no snapshot ever named. A reader of an edition that was
    pruned a moment ago has the day to end its query, a writer to end its transaction.
    """
    newest = current_snapshot(connection)
    rows: Iterable[tuple[int]] = connection.execute(
        f"select snapshot_id from ducklake_snapshots('{CATALOG}') where snapshot_id < ?", [newest]
    ).fetchall()
    doomed = sorted({number for (number,) in rows} - set(kept))
    if doomed:
        listed = ", ".join(map(str, doomed))
        connection.execute(f"call ducklake_expire_snapshots('{CATALOG}', versions => [{listed}])")
    for remove in ("ducklake_cleanup_old_files", "ducklake_delete_orphaned_files"):
        connection.execute(f"call {remove}('{CATALOG}', older_than => now() - interval 1 day)")


def again_on_conflict(work: Callable[[], T]) -> T:
    """Does work that is a whole transaction, anew where another machine's came before it."""
    import duckdb

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except duckdb.TransactionException as error:
            if attempt == ATTEMPTS or "conflict" not in str(error).lower():
                raise
    raise AssertionError("the last attempt returns or raises")


def _quoted(text: str) -> str:
    return text.replace("'", "''")

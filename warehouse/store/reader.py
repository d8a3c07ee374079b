"""Reading the served edition: find it, open it read-only, hand out frames, follow the switch to the next one.

Belongs here: everything that turns `<home>/published/current` into Polars frames. Does not belong here: what the
frames mean (`dashboards`, `warehouse.products.matches.query`), writing, and publishing. Where folders lie is in
`warehouse.store.paths`.
"""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl

from warehouse.store.editions import Edition, Editions, read_edition
from warehouse.store.errors import EditionLacksError, NoEditionError, OverdueError, UsageError
from warehouse.store.lake import CATALOG, LakeError
from warehouse.store.overseer import OVERSEER
from warehouse.store.paths import Home

# A reader shares the machine with the nightly build, and one odd query must not end either of them; most take less than
# handing them to a second thread would. Nothing may spill beside the database either: an edition is immutable, so its
# folder takes no temporary files.
READ_LIMITS: Mapping[str, str | int | bool] = MappingProxyType(
    {
        "memory_limit": "1GB",
        "threads": 1,
        "temp_directory": "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
)

STATEMENT_SECONDS = 20.0
"""How long one statement of whoever is served may run; a page takes hundredths."""
_KEPT_PINNED = 2
"""Editions held open beside the served one, for readers of links that name an edition."""

_READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.CREATE})
"""A pivot makes a type of its own first; what is made lies in memory, since the lake is attached read-only."""

# What DuckDB says of a name that an edition lacks; its other complaints are faults of ours.
_LACKING = (
    re.compile(r'(?P<kind>Table) with name "?(?P<name>[\w.]+)"? does not exist'),
    re.compile(r'(?P<kind>Column) "(?P<name>\w+)" in REPLACE list not found'),
    re.compile(r'does not have a (?P<kind>column) named "(?P<name>\w+)"'),
    re.compile(r'Referenced (?P<kind>column) "(?P<name>\w+)" not found'),
)


class Snapshot:
    """One edition held open: every frame taken from it comes from the same version, whatever is published meanwhile."""

    def __init__(self, edition: Edition, statement_seconds: float | None = None) -> None:
        """Open the edition's database read-only.

        Args:
            edition: which.
            statement_seconds: how long one statement may run; without, as long as it takes.

        Raises:
            NoEditionError: the database is missing or not readable as one.
        """
        self.edition = edition
        self._statement_seconds = statement_seconds
        try:
            self._connection = _open(edition)
        except (duckdb.Error, LakeError) as error:
            raise NoEditionError(f"expected a readable database at {edition.database}; DuckDB said: {error}") from error

    def frame(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query with bound parameters and give its rows.

        Safe from several threads at once: each call works on a cursor of its own.

        Raises:
            EditionLacksError: the edition has no such table or column; after a rollback that is an older one.
            UsageError: the edition lies in a lake, and the statement could write among its files.
            OverdueError: it ran for longer than a statement may.
        """
        cursor = self._connection.cursor()
        try:
            if self.edition.lake_snapshot is not None:
                require_reading(sql)
                cursor.execute(f"use {CATALOG}")  # a cursor begins in the empty database that the lake is attached to
            with OVERSEER.limit(cursor, self._statement_seconds):
                return cursor.execute(sql, parameters).pl()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            lacking = next(filter(None, (pattern.search(str(error)) for pattern in _LACKING)), None)
            if lacking is None:
                raise
            raise self.lacks(lacking["kind"].lower(), lacking["name"]) from error
        except duckdb.InterruptException as error:
            raise OverdueError(f"a statement ran for more than {self._statement_seconds:.0f} s") from error
        finally:
            cursor.close()

    def lacks(self, kind: str, name: str) -> EditionLacksError:
        """What says that this edition has no such table or column."""
        return EditionLacksError(
            f"This edition ({self.edition.edition_id}, as of {self.edition.as_of.isoformat()}) was made before the "
            f"{kind} {name} existed; it comes with the next night."
        )

    @property
    def home(self) -> Home:
        """The home that the edition was published under."""
        return Home(self.edition.directory.parent.parent)

    def has_table(self, schema: str, table: str) -> bool:
        """Whether this edition holds the table `schema.table`."""
        return any(address == f"{schema}.{table}" for address, _ in self.columns)

    @cached_property
    def columns(self) -> frozenset[tuple[str, str]]:
        """Every column of this edition, with its table as `schema.table`; asked for by nearly every page."""
        sql = "select table_schema || '.' || table_name, column_name from information_schema.columns"
        return frozenset(self.frame(sql).rows())

    def close(self) -> None:
        """Close the database; frames already given stay valid."""
        self._connection.close()


class Reader:
    """The way to the served edition for one process: follows `published/current`, one open database at a time.

    Editions that are asked for by their id are open beside it, a few at a time. A query that started before a switch
    finishes on its own edition; that database closes with its last user.
    """

    def __init__(self, home: Path, statement_seconds: float | None = None) -> None:
        """Remember where to look; nothing is opened yet.

        Args:
            home: the folder that holds `published/`.
            statement_seconds: as of `Snapshot`.
        """
        self._statement_seconds = statement_seconds
        self.home = Home(home)
        self.current_link = self.home.current
        self._lock = threading.Lock()
        self._open: Snapshot | None = None
        self._pinned: dict[str, Snapshot] = {}
        self._users: dict[Snapshot, int] = {}

    @property
    def edition(self) -> Edition:
        """The edition served now.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
        """
        with self.snapshot() as snapshot:
            return snapshot.edition

    @property
    def served_id(self) -> str:
        """Id of the edition that `current` points at.

        Raises:
            NoEditionError: it points at none.
        """
        return _resolve(self.current_link).name

    def frame(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query on the edition served now; see `Snapshot.frame`.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
        """
        with self.snapshot() as snapshot:
            return snapshot.frame(sql, parameters)

    @property
    def columns(self) -> frozenset[tuple[str, str]]:
        """As `Snapshot.columns` of the edition served now."""
        with self.snapshot() as snapshot:
            return snapshot.columns

    @contextmanager
    def snapshot(self, edition_id: str = "") -> Iterator[Snapshot]:
        """Hold the edition served now, or one by its id, for several queries that must agree with one another.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
            UsageError: there is no edition of that id; names those there are.
        """
        held = self.acquire(edition_id)
        try:
            yield held
        finally:
            self.release(held)

    def acquire(self, edition_id: str = "") -> Snapshot:
        """Take a snapshot without a `with` block, as `snapshot` does; every one must go back through `release`."""
        with self._lock:
            directory = _resolve(self.current_link)
            is_served = edition_id in {"", directory.name}
            held = self._serve(directory) if is_served else self._pin(edition_id)
            self._users[held] = self._users.get(held, 0) + 1
            return held

    def release(self, held: Snapshot) -> None:
        """Give a snapshot back; the last user of an edition that is no longer served closes it."""
        with self._lock:
            self._users[held] -= 1
            if self._users[held] == 0:
                del self._users[held]
                if held is not self._open and held not in self._pinned.values():
                    held.close()

    def close(self) -> None:
        """Let go of the open edition; the next query opens the served one again."""
        with self._lock:
            self._retire()
            while self._pinned:
                self._unpin()

    def _pin(self, edition_id: str) -> Snapshot:
        held = self._pinned.pop(edition_id, None)
        if held is None:
            known = {edition.edition_id: edition for edition in Editions(self.home).all()}
            if edition_id not in known:
                raise UsageError(f"edition: no such value {edition_id!r}; valid values: {', '.join(known)}")
            held = Snapshot(known[edition_id], self._statement_seconds)
            while len(self._pinned) >= _KEPT_PINNED:
                self._unpin()
        self._pinned[edition_id] = held  # the one asked for last stands last
        return held

    def _unpin(self) -> None:
        retired = self._pinned.pop(next(iter(self._pinned)))
        if retired not in self._users:
            retired.close()

    def _serve(self, directory: Path) -> Snapshot:
        if self._open is None or self._open.edition.directory != directory:
            opened = Snapshot(read_edition(directory), self._statement_seconds)
            self._retire()
            self._open = opened
        return self._open

    def _retire(self) -> None:
        retired, self._open = self._open, None
        if retired is not None and retired not in self._users:
            retired.close()


def _open(edition: Edition) -> duckdb.DuckDBPyConnection:
    if edition.lake_snapshot is not None:
        connection = duckdb.connect(config=dict(READ_LIMITS))
        edition.attach(connection, CATALOG)
        edition.lake.confine(connection)
        connection.execute("set lock_configuration = true")
        return connection
    connection = duckdb.connect(str(edition.database), read_only=True, config=dict(READ_LIMITS))
    # Not among the limits above: given while connecting, it forbids setting the others. Whoever opens the same edition
    # again in this process shares what was set.
    if connection.execute("select not current_setting('lock_configuration')").fetchone() == (True,):
        connection.execute("set enable_external_access = false; set lock_configuration = true")
    return connection


def require_reading(sql: str) -> None:
    """Makes sure that statements only read: DuckDB lets whoever may read the files of a lake write among them.

    Raises:
        UsageError: one of them does something else, or explains a statement that might.
    """
    for statement in duckdb.extract_statements(sql):
        if statement.type not in _READING:
            kind = str(statement.type).rpartition(".")[2].lower()
            raise UsageError(f"statement: expected one that reads, as an edition in a lake takes no other; got {kind}")


def _resolve(current_link: Path) -> Path:
    try:
        # One read of the link: resolving it twice could see two editions when a publish falls in between.
        target = current_link.readlink()
    except OSError as error:
        raise NoEditionError(_nothing_published(current_link)) from error
    return (current_link.parent / target).resolve()


def _nothing_published(current_link: Path) -> str:
    return (
        f"expected a published edition under {current_link.parent}, with `current` as a link to it; "
        "found none; run `interregio refresh`"
    )

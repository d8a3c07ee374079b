"""Reading the served edition: find it, open it read-only, hand out frames, follow the switch to the next one.

Belongs here: everything that turns `<home>/published/current` into Polars frames. Does not belong here: what the
frames mean (`dashboards`, `warehouse.products.matches.query`), writing, and publishing. Where folders lie is in
`warehouse.store.paths`.
"""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl

from warehouse.store.editions import Edition, read_edition
from warehouse.store.errors import EditionLacksError, NoEditionError
from warehouse.store.paths import Home

# A reader shares the machine with the nightly build, and one odd query must not end either of them. Nothing may
# spill beside the database either: an edition is immutable, so its folder takes no temporary files.
READ_LIMITS: Mapping[str, str | int | bool] = MappingProxyType(
    {
        "memory_limit": "1GB",
        "threads": 2,
        "temp_directory": "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
)

# What DuckDB says of a name that an edition lacks; its other complaints are faults of ours.
_LACKING = (
    re.compile(r'(?P<kind>Table) with name "?(?P<name>[\w.]+)"? does not exist'),
    re.compile(r'does not have a (?P<kind>column) named "(?P<name>\w+)"'),
    re.compile(r'Referenced (?P<kind>column) "(?P<name>\w+)" not found'),
)


class Snapshot:
    """One edition held open: every frame taken from it comes from the same version, whatever is published meanwhile."""

    def __init__(self, edition: Edition) -> None:
        """Open the edition's database read-only.

        Raises:
            NoEditionError: the database is missing or not readable as one.
        """
        self.edition = edition
        path = edition.database
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config=dict(READ_LIMITS))
            # Not among the limits above: given while connecting, it forbids setting the others.
            self._connection.execute("set enable_external_access = false")
        except duckdb.Error as error:
            raise NoEditionError(f"expected a readable database at {path}; DuckDB said: {error}") from error

    def frame(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query with bound parameters and give its rows.

        Safe from several threads at once: each call works on a cursor of its own.

        Raises:
            EditionLacksError: the edition has no such table or column; after a rollback that is an older one.
        """
        cursor = self._connection.cursor()
        try:
            return cursor.execute(sql, parameters).pl()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            lacking = next(filter(None, (pattern.search(str(error)) for pattern in _LACKING)), None)
            if lacking is None:
                raise
            edition = self.edition
            raise EditionLacksError(
                f"This edition ({edition.edition_id}, as of {edition.as_of.isoformat()}) was made before the "
                f"{lacking['kind'].lower()} {lacking['name']} existed; it comes with the next night."
            ) from error
        finally:
            cursor.close()

    @property
    def home(self) -> Home:
        """The home that the edition was published under."""
        return Home(self.edition.directory.parent.parent)

    def has_table(self, schema: str, table: str) -> bool:
        """Whether this edition holds the table `schema.table`."""
        found = self.frame(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            [schema, table],
        )
        return found.height > 0

    def close(self) -> None:
        """Close the database; frames already given stay valid."""
        self._connection.close()


class Reader:
    """The way to the served edition for one process: follows `published/current`, one open database at a time.

    A query that started before a switch finishes on its own edition; that database closes with its last user.
    """

    def __init__(self, home: Path) -> None:
        """Remember where to look; nothing is opened yet.

        Args:
            home: the folder that holds `published/`.
        """
        self.current_link = Home(home).current
        self._lock = threading.Lock()
        self._open: Snapshot | None = None
        self._users: dict[Snapshot, int] = {}

    @property
    def edition(self) -> Edition:
        """The edition served now.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
        """
        with self.snapshot() as snapshot:
            return snapshot.edition

    def frame(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query on the edition served now; see `Snapshot.frame`.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
        """
        with self.snapshot() as snapshot:
            return snapshot.frame(sql, parameters)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold the edition served now for several queries that must agree with one another.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
        """
        held = self.acquire()
        try:
            yield held
        finally:
            self.release(held)

    def acquire(self) -> Snapshot:
        """Take a snapshot without a `with` block; every one must go back through `release`.

        Raises:
            NoEditionError: nothing is published, or it cannot be read.
        """
        with self._lock:
            directory = _resolve(self.current_link)
            if self._open is None or self._open.edition.directory != directory:
                self._switch_to(directory)
            held = self._open
            if held is None:
                raise NoEditionError(_nothing_published(self.current_link))
            self._users[held] = self._users.get(held, 0) + 1
            return held

    def release(self, held: Snapshot) -> None:
        """Give a snapshot back; the last user of an edition that is no longer served closes it."""
        with self._lock:
            self._users[held] -= 1
            if self._users[held] == 0:
                del self._users[held]
                if held is not self._open:
                    held.close()

    def close(self) -> None:
        """Let go of the open edition; the next query opens the served one again."""
        with self._lock:
            self._retire()

    def _switch_to(self, directory: Path) -> None:
        opened = Snapshot(read_edition(directory))
        self._retire()
        self._open = opened

    def _retire(self) -> None:
        retired, self._open = self._open, None
        if retired is not None and retired not in self._users:
            retired.close()


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

"""Published editions: which there are, which one is served, and switching between them.

Making one is in ``warehouse.store.publish``; reading its tables is in ``warehouse.store.reader``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import filelock

from warehouse.store.errors import NoEditionError, UsageError
from warehouse.store.files import hash_file, read_state, remove_tree, replace_link
from warehouse.store.lake import LAKE_NAME, Lake, lake_of
from warehouse.store.nights import Nights
from warehouse.store.paths import DATABASE_NAME, Home

if TYPE_CHECKING:
    import duckdb

MANIFEST_NAME = "manifest.json"

HoldBack = Callable[["Edition | None"], str]
"""Takes the edition being served and says why another must not take its place; blank if it may."""


@dataclass(frozen=True)
class Edition:
    """One published version of the warehouse, as its manifest states it.

    Attributes:
        edition_id: ``<as-of>-<8 hex>``, also the name of its directory.
        directory: its own directory, symbolic links resolved.
        manifest: the parsed ``manifest.json``.
        as_of: the date its figures speak for.
        is_demo: whether participations in it are generated and not real.
    """

    edition_id: str
    directory: Path
    manifest: Mapping[str, Any] = field(compare=False, repr=False)
    as_of: date
    is_demo: bool

    @property
    def fingerprint(self) -> str:
        """Hash of the inputs, seeds and code it was made from."""
        return str(self.manifest.get("fingerprint", ""))

    @property
    def database(self) -> Path:
        """Its DuckDB file; absent where its tables are a snapshot of a lake."""
        return self.directory / DATABASE_NAME

    @property
    def lake_snapshot(self) -> int | None:
        """Number of the snapshot that its tables are, None where they are a file."""
        return self.manifest.get("lake_snapshot")

    @property
    def is_whole(self) -> bool:
        """Whether what holds its tables is there, as far as that can be seen without opening it."""
        return self.lake_snapshot is not None or self.database.exists()

    @property
    def lake(self) -> Lake:
        """The lake of its home.

        Raises:
            NoEditionError: the home does not say which.
        """
        folder = Home(self.directory.parent.parent).build_database.parent
        if lake := lake_of(folder):
            return lake
        raise NoEditionError(
            f"{self.edition_id} is a snapshot of a lake: expected {folder / LAKE_NAME} to say of which, got none"
        )

    def attach(self, connection: duckdb.DuckDBPyConnection, alias: str) -> None:
        """Attaches its tables read-only.

        Raises:
            duckdb.Error: its file cannot be read.
            LakeError: its lake cannot.
            NoEditionError: its home does not say which lake.
        """
        if self.lake_snapshot is None:
            path = str(self.database).replace("'", "''")
            connection.execute(f"attach '{path}' as {alias} (read_only)")
        else:
            self.lake.attach(connection, alias=alias, snapshot=self.lake_snapshot)


def read_edition(directory: Path) -> Edition:
    """The edition that lies in a directory.

    Raises:
        NoEditionError: no readable manifest lies there.
    """
    edition = _read_manifest(directory)
    if edition is None:
        raise NoEditionError(f"expected a manifest with edition, as_of and is_demo at {directory / MANIFEST_NAME}")
    return edition


def find_damage(edition: Edition) -> list[str]:
    """Files of an edition that are gone or are not what was published, each named; reads all of them."""
    published = edition.manifest.get("files", {})
    return [
        f"{edition.directory / name}: {'expected the bytes that were published' if path.exists() else 'is gone'}"
        for name, sha256 in sorted(published.items())
        if not (path := edition.directory / name).exists() or hash_file(path) != sha256
    ]


def _read_manifest(directory: Path) -> Edition | None:
    return read_state(
        directory / MANIFEST_NAME,
        lambda manifest: Edition(
            edition_id=str(manifest["edition"]),
            directory=directory,
            manifest=MappingProxyType(manifest),
            as_of=date.fromisoformat(manifest["as_of"]),
            is_demo=bool(manifest["is_demo"]),
        ),
    )


class Editions:
    """The editions of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> list[Edition]:
        """Every edition with its manifest and its database, oldest as-of date first; a broken one hides no other."""
        directories = sorted(path.parent for path in self._home.published.glob(f"[0-9]*/{MANIFEST_NAME}"))
        whole = [edition for edition in map(_read_manifest, directories) if edition and edition.is_whole]
        return sorted(whole, key=lambda edition: (edition.as_of, edition.edition_id))

    def served(self) -> Edition | None:
        """The edition that ``current`` points at, None if none is published or what it points at is gone or broken."""
        edition = _read_manifest(self._home.current.resolve()) if self._home.current.exists() else None
        return edition if edition and edition.is_whole else None

    def lost(self) -> str | None:
        """Id of the edition that ``current`` points at where that is gone or broken, None where all is well."""
        current = self._home.current
        return current.readlink().name if current.is_symlink() and self.served() is None else None

    def bases_for(self, as_of: date) -> list[Edition]:
        """Editions that one of ``as_of`` may be built on and compared with, the one to be preferred first.

        That is the one being served, unless it speaks for a later date; then the latest that does not, as it is where
        the served one is gone. None if there is none.
        """
        served = self.served()
        by_age = sorted(self._by_making(), key=lambda edition: edition.as_of)
        earlier = [edition for edition in reversed(by_age) if edition.as_of <= as_of]
        return sorted(earlier, key=lambda edition: served is None or edition.edition_id != served.edition_id)

    def serve(self, edition_id: str, hold_back: HoldBack = lambda _: "") -> Edition:
        """Points ``current`` at an edition, in one step, unless there is a reason to leave what it points at.

        Raises:
            UsageError: there is no such edition; names those there are.
        """
        self._find(edition_id)
        with filelock.FileLock(self._home.switch_lock):
            edition = self._find(edition_id)  # it may have been pruned while this waited
            if not hold_back(self.served()):
                replace_link(self._home.current, edition_id)
        return edition

    def _find(self, edition_id: str) -> Edition:
        known = {edition.edition_id: edition for edition in self.all()}
        if edition_id not in known:
            raise UsageError(f"edition {edition_id!r}: expected one of {', '.join(known) or 'none yet'}")
        return known[edition_id]

    def surplus(self, keep: int) -> list[Edition]:
        """All but the served edition, the ``keep`` made last, those of the latest dates and the first of each month.

        Oldest first. Many dates past that are made at once leave the latest nights to go back to.
        """
        served = self.served()
        by_making = self._by_making()
        # Of those that speak for the same date, the one made last.
        first_of_month: dict[str, Edition] = {}
        for edition in by_making:
            month = f"{edition.as_of:%Y-%m}"
            if edition.as_of <= first_of_month.get(month, edition).as_of:
                first_of_month[month] = edition
        kept = {
            edition.edition_id
            for last in (by_making, sorted(by_making, key=lambda edition: edition.as_of))
            for edition in (*last[-keep:], *first_of_month.values(), *filter(None, [served]))
        }
        return [edition for edition in by_making if edition.edition_id not in kept]

    def _by_making(self) -> list[Edition]:
        """Every edition, the one made last at the end.

        The nights say when; the time of a folder, which a copy of the home may lose, only where none names the edition.
        """
        made_at = {
            edition_id: datetime.fromisoformat(night.started_at).timestamp()
            for night in Nights(self._home).all()
            if (edition_id := night.made or (night.edition if night.is_published else ""))
        }
        return sorted(
            self.all(),
            key=lambda edition: made_at.get(edition.edition_id) or edition.directory.stat().st_mtime,
        )

    def remove(self, edition: Edition) -> bool:
        """Removes an edition, unless it has come to be served since it was chosen; gives whether it did."""
        aside = edition.directory.with_name(f".{edition.edition_id}.part")
        # Going back to it waits for no refresh; this waits for that.
        with filelock.FileLock(self._home.switch_lock):
            served = self.served()
            if served and served.edition_id == edition.edition_id:
                return False
            # Out of the list in one step: killed while it removes files, this must leave no half edition to go back to.
            edition.directory.replace(aside)
        remove_tree(aside)
        return True

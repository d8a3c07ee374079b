"""What a home keeps, by rule, and the removal of the rest.

The rules are ``KEPT``; what they leave over is found without touching anything, so that it can be shown first.
Provenance goes before space: every file that the content of a kept edition came in stays as long as the edition.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.store.editions import Editions
from warehouse.store.errors import WarehouseError
from warehouse.store.files import DISK_IS_FULL, remove, sweep_parts
from warehouse.store.lake import expire_snapshots, lake_of
from warehouse.store.landing import Landing
from warehouse.store.nights import Nights
from warehouse.store.paths import Home

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Retention:
    """How long what is kept.

    Attributes:
        editions: so many of the editions made last stay, and of those that speak for the latest dates; besides them the
            first of each month and the served one.
        nights_in_full_days: after so many days a night's record is shortened, and its log goes.
    """

    editions: int = 10
    nights_in_full_days: int = 90


KEPT = Retention()
SPACE_IN_EDITIONS = 2
"""An edition is made beside the others, of a build database that grows by about as much before it is compacted."""
LEAST_SPACE = 256 * MEBIBYTE
"""What a night needs where no edition says how large they are."""


class NoSpaceError(WarehouseError):
    """The disk has no room for what is to be done; names the place, what is needed and what there is."""


@dataclass(frozen=True)
class Surplus:
    """Something that the rules leave over.

    Attributes:
        kind: ``edition``, ``landed`` (files of an arrival and its record), ``night`` or ``scratch``.
        path: the file or folder.
        size: bytes.
        reason: why it goes.
    """

    kind: str
    path: Path
    size: int
    reason: str


def find_surplus(home: Home, now: datetime | None = None) -> list[Surplus]:
    """What the rules leave over as of a time, by default now. Nothing is changed."""
    editions = Editions(home)
    gone = editions.surplus(KEPT.editions)
    doomed = {edition.edition_id for edition in gone}
    contents = {
        source["sha256"]
        for edition in editions.all()
        if edition.edition_id not in doomed
        for source in edition.manifest.get("sources", ())
    }
    older = f"none of the {KEPT.editions} last, the first of its month or served"
    found = [("edition", edition.directory, older) for edition in gone]
    for folder in sorted(home.raw.iterdir()) if home.raw.is_dir() else ():
        unreferenced = Landing(home.raw, folder.name).unreferenced(contents)
        found += [("landed", path, "no kept edition rests on it") for path in unreferenced]
    old = Nights(home).in_full(_shortened_before(now))
    found += [
        ("night", path, f"began over {KEPT.nights_in_full_days} days ago, kept as a short record") for path in old
    ]
    found += [("scratch", path, "left by a process that was killed") for path in _scratch(home)]
    return [Surplus(kind, path, size_of(path), reason) for kind, path, reason in found]


def prune(home: Home, now: datetime | None = None) -> list[Surplus]:
    """Removes what the rules leave over; the caller holds the locks of whoever builds.

    An edition that somebody went back to meanwhile stays, with what it rests on.
    """
    editions = Editions(home)
    found = find_surplus(home, now)
    doomed = [surplus for surplus in found if surplus.kind == "edition"]
    paths = {surplus.path for surplus in doomed}
    removed = {
        edition.directory for edition in editions.all() if edition.directory in paths and editions.remove(edition)
    }
    if len(removed) < len(doomed):
        return [*(surplus for surplus in doomed if surplus.path in removed), *prune(home, now)]
    Nights(home).summarise(_shortened_before(now))
    for surplus in found:
        # Of landed files the record goes first: killed in between, no record names files that are gone.
        if surplus.kind in ("landed", "scratch"):
            remove(surplus.path)
    if lake_of(home.build_database.parent):
        from warehouse.store.connection import writer

        with writer(home.build_database) as connection:
            expire_snapshots(connection, [kept for edition in editions.all() if (kept := edition.lake_snapshot)])
    return found


def sweep(home: Home) -> None:
    """Removes what a killed night left where it is found at once; the caller holds the locks of whoever builds."""
    build = home.build_database.parent
    for folder in (home.root, build, home.nights, home.published, *home.raw.glob("*"), *home.raw.glob("*/arrivals")):
        sweep_parts(folder)
    for path in _scratch(home):
        remove(path)


def require_space(home: Home) -> None:
    """Makes sure that the disk has room for another edition.

    Raises:
        NoSpaceError: it has not.
    """
    largest = max((size_of(edition.directory) for edition in Editions(home).all()), default=0)
    needed, free = max(largest * SPACE_IN_EDITIONS, LEAST_SPACE), free_bytes(home)
    if free < needed:
        raise NoSpaceError(f"{home.root}: expected {in_words(needed)} free for an edition, got {in_words(free)}")


def explain_if_full(home: Home, error: BaseException) -> str:
    """What to add where an error says that the disk takes no more; DuckDB hands on the system's words and no number."""
    words = [os.strerror(number) for number in DISK_IS_FULL]
    is_full = isinstance(error, NoSpaceError) or getattr(error, "errno", None) in DISK_IS_FULL
    if not is_full and not any(word in str(error) for word in words):
        return ""
    return f"; {home.root} has {in_words(free_bytes(home))} free; `interregio prune --dry-run` lists what may go"


def disk_use(home: Home) -> dict[str, int]:
    """Bytes by folder of the home, and what is free."""
    folders = (home.raw, home.build_database.parent, home.published, home.nights, home.state, home.dagster)
    return {**{folder.name: size_of(folder) for folder in folders}, "free": free_bytes(home)}


def free_bytes(home: Home) -> int:
    """What this process may still write where the home is."""
    place = next(path for path in (home.root, *home.root.parents) if path.exists())
    return shutil.disk_usage(place).free


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files of a folder; links count nothing."""
    if path.is_dir() and not path.is_symlink():
        return sum(entry.stat(follow_symlinks=False).st_size for entry in _files(path))
    return path.lstat().st_size if path.exists() else 0


def in_words(size: int) -> str:
    """Bytes in the unit that an operator thinks in."""
    return f"{size / MEBIBYTE:,.0f} MiB" if size >= MEBIBYTE else f"{size / 1024:,.0f} KiB"


def _files(folder: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:  # A night goes on meanwhile.
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield entry


def _scratch(home: Home) -> list[Path]:
    """What no running process can need while the locks of whoever builds are held."""
    spilt = home.build_database.with_name(f"{home.build_database.name}.tmp")
    left = [
        *home.raw.glob("*/incoming/*/*"),
        *home.published.glob(".[0-9]*.part"),
        *home.raw.glob("*/objects/*/.*.part"),
    ]
    return [path for path in (spilt, *left) if path.exists()]


def _shortened_before(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC)) - timedelta(days=KEPT.nights_in_full_days)

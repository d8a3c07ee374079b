"""Typed locations under one home directory.

Only names and places; what is written there is the business of ``landing``, ``nights``, ``load`` and
``publish``. Where the home itself is, ``warehouse.settings`` decides.
"""

from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "interregio.duckdb"
"""Same basename for build and published database, because views may carry it."""


@dataclass(frozen=True)
class Home:
    """The directory that holds everything a night reads and writes."""

    root: Path

    @property
    def raw(self) -> Path:
        """Landing zone: publishers' bytes, never altered."""
        return self.root / "raw"

    @property
    def build_database(self) -> Path:
        """The database that the night writes; no reader opens it."""
        return self.root / "build" / DATABASE_NAME

    @property
    def dagster(self) -> Path:
        """Dagster's instance: runs, events, schedules."""
        return self.root / "dagster"

    @property
    def published(self) -> Path:
        """Editions, one directory each."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """Relative symbolic link to the edition that is served."""
        return self.published / "current"

    @property
    def nights(self) -> Path:
        """One JSON file per night, published or not."""
        return self.root / "nights"

    @property
    def state(self) -> Path:
        """What users keep about matches; outlives nights and editions."""
        return self.root / "state"

    def inbox(self, name: str) -> Path:
        """Where people drop the files of a source."""
        return self.root / "inbox" / name

    @property
    def switch_lock(self) -> Path:
        """Held for the moment in which another edition comes to be served."""
        return self.root / "switch.lock"

    @property
    def refresh_lock(self) -> Path:
        """Held by the one refresh that may run."""
        return self.root / "refresh.lock"

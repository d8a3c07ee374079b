"""Published editions: which there are, which one is served, and switching between them.

Making one is in ``warehouse.publish``; reading its tables is in ``warehouse.reader``.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.errors import UsageError
from warehouse.files import read_json, replace_link
from warehouse.paths import DATABASE_NAME, Home

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What an edition says about itself, from its ``manifest.json``."""

    directory: Path
    content: dict[str, Any]

    @property
    def id(self) -> str:
        """Edition id."""
        return str(self.content["edition"])

    @property
    def as_of(self) -> date:
        """The date its figures speak for."""
        return date.fromisoformat(self.content["as_of"])

    @property
    def is_demo(self) -> bool:
        """True if its participations are demonstration data."""
        return bool(self.content["is_demo"])

    @property
    def fingerprint(self) -> str:
        """Hash of the inputs, seeds and code it was made from."""
        return str(self.content["fingerprint"])

    @property
    def database(self) -> Path:
        """Its DuckDB file."""
        return self.directory / DATABASE_NAME


class Editions:
    """The editions of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> list[Manifest]:
        """Every whole edition, oldest as-of date first."""
        paths = self._home.published.glob(f"[0-9]*/{MANIFEST_NAME}")
        return sorted((_read(path) for path in paths), key=lambda edition: (edition.as_of, edition.id))

    def served(self) -> Manifest | None:
        """The edition that ``current`` points at, None if none is published."""
        path = self._home.current / MANIFEST_NAME
        return _read(path.resolve()) if path.exists() else None

    def serve(self, edition_id: str) -> Manifest:
        """Points ``current`` at an edition, in one step.

        Raises:
            UsageError: there is no such edition; names those there are.
        """
        known = {edition.id: edition for edition in self.all()}
        if edition_id not in known:
            raise UsageError(f"edition {edition_id!r}: expected one of {', '.join(known) or 'none yet'}")
        replace_link(self._home.current, edition_id)
        return known[edition_id]

    def prune(self, keep: int) -> list[str]:
        """Removes all but the newest ``keep`` editions and the served one; gives the ids removed."""
        served = self.served()
        by_age = sorted(self.all(), key=lambda edition: edition.directory.stat().st_mtime)
        doomed = [edition for edition in by_age[:-keep] if served is None or edition.id != served.id]
        for edition in doomed:
            shutil.rmtree(edition.directory)
        return [edition.id for edition in doomed]


def _read(path: Path) -> Manifest:
    return Manifest(path.parent, read_json(path))

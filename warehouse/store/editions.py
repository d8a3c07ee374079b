"""Published editions: which there are, which one is served, and switching between them.

Making one is in ``warehouse.store.publish``; reading its tables is in ``warehouse.store.reader``.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from warehouse.store.errors import NoEditionError, UsageError
from warehouse.store.files import read_json, replace_link
from warehouse.store.paths import DATABASE_NAME, Home

MANIFEST_NAME = "manifest.json"
_LOG = logging.getLogger(__name__)


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
        return str(self.manifest["fingerprint"])

    @property
    def database(self) -> Path:
        """Its DuckDB file."""
        return self.directory / DATABASE_NAME


def read_edition(directory: Path) -> Edition:
    """The edition that lies in a directory.

    Raises:
        NoEditionError: no readable manifest lies there.
    """
    path = directory / MANIFEST_NAME
    try:
        manifest = read_json(path)
        return Edition(
            edition_id=str(manifest["edition"]),
            directory=directory,
            manifest=MappingProxyType(manifest),
            as_of=date.fromisoformat(manifest["as_of"]),
            is_demo=bool(manifest["is_demo"]),
        )
    except OSError as error:
        raise NoEditionError(f"expected the edition's manifest at {path}; came: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NoEditionError(
            f"expected a manifest with edition, as_of and is_demo at {path}; came: {type(error).__name__} {error}"
        ) from error


def _read_whole(directories: Iterable[Path]) -> Iterator[Edition]:
    for directory in directories:
        try:
            yield read_edition(directory)
        except NoEditionError as error:
            _LOG.warning("passed over: %s", error)


class Editions:
    """The editions of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> list[Edition]:
        """Every whole edition, oldest as-of date first; one that cannot be read hides no other."""
        paths = sorted(self._home.published.glob(f"[0-9]*/{MANIFEST_NAME}"))
        return sorted(
            _read_whole(path.parent for path in paths), key=lambda edition: (edition.as_of, edition.edition_id)
        )

    def served(self) -> Edition | None:
        """The edition that ``current`` points at, None if none is published."""
        path = self._home.current / MANIFEST_NAME
        return read_edition(path.resolve().parent) if path.exists() else None

    def base_for(self, as_of: date) -> Edition | None:
        """The edition that one of ``as_of`` is built on and compared with.

        The one being served, unless it speaks for a later date: then the latest that does not. None if there is none.
        """
        served = self.served()
        if served is None or served.as_of <= as_of:
            return served
        earlier = [edition for edition in self.all() if edition.as_of <= as_of]
        return earlier[-1] if earlier else None

    def serve(self, edition_id: str) -> Edition:
        """Points ``current`` at an edition, in one step.

        Raises:
            UsageError: there is no such edition; names those there are.
        """
        known = {edition.edition_id: edition for edition in self.all()}
        if edition_id not in known:
            raise UsageError(f"edition {edition_id!r}: expected one of {', '.join(known) or 'none yet'}")
        replace_link(self._home.current, edition_id)
        return known[edition_id]

    def prune(self, keep: int) -> list[str]:
        """Removes all but the newest ``keep`` editions and the served one; gives the ids removed."""
        served = self.served()
        by_age = sorted(self.all(), key=lambda edition: edition.directory.stat().st_mtime)
        doomed = [edition for edition in by_age[:-keep] if served is None or edition.edition_id != served.edition_id]
        for edition in doomed:
            # Out of the list in one step: killed while it removes files, this must leave no half edition to go back to.
            aside = edition.directory.with_name(f".{edition.edition_id}.part")
            edition.directory.replace(aside)
            shutil.rmtree(aside)
        return [edition.edition_id for edition in doomed]

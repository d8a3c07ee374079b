"""A mirror made of the hand-written answers, and a visit to it; shared by all tests of sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines.ingest.contracts import CheckedTable, check_contract
from pipelines.ingest.session import Session
from pipelines.ingest.source import ParsedTable, Source
from pipelines.ingest.transport import MirrorTransport
from pipelines.sources import find_source
from tests.mirrors import REAL_DATA, build_mirror, pack_archive, read_archive, real_mirror
from warehouse.store.landing import Arrival, Landing

AS_OF = date(2026, 3, 15)


@dataclass
class Visit:
    """A source's fixtures as a mirror on the disk: to be spoilt, then visited."""

    source: Source
    mirror: Path
    landing: Landing

    def extract(self, as_of: date = AS_OF) -> Arrival:
        """Visits the mirror as a night does."""
        session = Session(
            source=self.source,
            transport=MirrorTransport(self.mirror),
            landing=self.landing,
            as_of=as_of,
            retrieved_at=as_of.isoformat(),
        )
        self.source.extract(session)
        return session.arrival()

    def parse(self, table: str) -> ParsedTable | None:
        """Visits, then parses one table."""
        return self.source.parsers()[table](self.extract().paths)

    def check(self, table: str) -> CheckedTable:
        """Visits, parses one table, and checks its contract."""
        parsed = self.parse(table)
        assert parsed is not None
        declared = next(one for one in self.source.tables if one.name == table)
        return check_contract(parsed.frame, self.source.contract(declared), where=table)

    def file(self, name: str) -> Path:
        """The mirrored file of that name."""
        return next(self.mirror.rglob(name))

    def rewrite(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Spoils a mirrored file."""
        path = self.file(name)
        path.write_bytes(change(path.read_bytes()))

    def rewrite_members(self, name: str, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
        """Spoils the members of a mirrored archive."""
        path = self.file(name)
        pack_archive(path, change(read_archive(path)))


@pytest.fixture
def visit_of(tmp_path: Path) -> Callable[[str], Visit]:
    """Makes a visit to a source's hand-written answers."""

    def build(name: str) -> Visit:
        mirror = build_mirror(tmp_path / "mirror", name)
        return Visit(find_source(name), mirror, Landing(tmp_path / "raw", name))

    return build


@pytest.fixture
def real_visit(tmp_path: Path) -> Callable[[str, str], Visit]:
    """Makes a visit to a source's real files of one night; skips where they are absent."""

    def build(name: str, night: str) -> Visit:
        return Visit(find_source(name), real_mirror(night), Landing(tmp_path / "raw", name))

    return build


@pytest.fixture
def real_data() -> Path:
    """The folder of real source files; skips where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("needs the real source files in ../shared/data")
    return REAL_DATA

"""Whole nights, run as a scheduler runs them: the console script in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import filelock
import pytest

from tests.mirrors import build_mirror

INTERREGIO = Path(sys.executable).with_name("interregio")
FIRST_NIGHT = "2026-03-15"
UNREACHABLE = "http://127.0.0.1:9"
"""Nothing listens on the discard port: a connection is refused at once."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Operator:
    """Somebody who runs commands on one home."""

    home: Path
    mirror: Path | None = None

    def run(self, *arguments: str, **environment: str) -> Finished:
        """Runs a command to its end."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("INTERREGIO_")}
        done = subprocess.run(
            [INTERREGIO, *arguments, "--home", str(self.home)],
            capture_output=True,
            text=True,
            check=False,
            env={**kept, **environment},
            timeout=300,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def refresh(self, as_of: str, *arguments: str) -> Finished:
        """Runs a night on the mirror, or on nothing reachable where there is none."""
        if self.mirror:
            return self.run("refresh", "--mirror", str(self.mirror), "--as-of", as_of, *arguments)
        urls = {f"INTERREGIO_{name}_URL": UNREACHABLE for name in ("CORDIS", "FUNDING_TENDERS", "I3", "REGIONS")}
        return self.run("refresh", "--as-of", as_of, *arguments, **urls)

    def status(self) -> dict[str, Any]:
        """What ``status --json`` says."""
        record: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return record

    def statuses(self) -> dict[str, str]:
        """Each source's status on the last night."""
        return {source["source"]: source["status"] for source in self.status()["sources"]}

    def manifest(self) -> dict[str, Any]:
        """The manifest of the edition being served."""
        record: dict[str, Any] = json.loads((self.home / "published" / "current" / "manifest.json").read_text())
        return record

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the edition being served."""
        database = self.home / "published" / "current" / "interregio.duckdb"
        with duckdb.connect(str(database.resolve()), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator with a fresh home and a small mirror of every publisher."""
    return Operator(tmp_path / "home", build_mirror(tmp_path / "mirror", "cordis", "funding_tenders", "regions"))


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """A home after its first night, on ``FIRST_NIGHT``: made once for all workers; copy it, never change it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "first-night"
    with filelock.FileLock(shared / "first-night.lock"):
        operator = Operator(folder / "home", folder / "mirror")
        if not folder.exists():
            build_mirror(folder / "mirror", "cordis", "funding_tenders", "regions")
            finished = operator.refresh(FIRST_NIGHT)
            assert finished.exit_code == 0, finished.stderr
    return operator


@pytest.fixture
def settled_operator(first_night: Operator, tmp_path: Path) -> Operator:
    """An operator whose home has seen its first night."""
    shutil.copytree(first_night.home.parent, tmp_path / "settled", symlinks=True)
    return Operator(tmp_path / "settled" / "home", tmp_path / "settled" / "mirror")


@pytest.fixture
def offline_operator(tmp_path: Path) -> Operator:
    """An operator with a fresh home whom no publisher answers."""
    return Operator(tmp_path / "home")


Spoil = Callable[[Path], None]

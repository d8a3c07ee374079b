"""Homes after real nights: the console script run as a scheduler runs it, each kind of night once for all workers."""

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
from filelock import FileLock

INTERREGIO = Path(sys.executable).with_name("interregio")
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
            timeout=900,
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

    @property
    def edition(self) -> Path:
        """The folder of the edition being served."""
        return (self.home / "published" / "current").resolve()

    def manifest(self) -> dict[str, Any]:
        """The manifest of the edition being served."""
        record: dict[str, Any] = json.loads((self.edition / "manifest.json").read_text())
        return record

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the edition being served."""
        with duckdb.connect(str(self.edition / "interregio.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def copy_to(self, folder: Path) -> Operator:
        """The same home and mirror again, to be changed."""
        shutil.copytree(self.home.parent, folder, symlinks=True)
        return Operator(folder / self.home.name, self.mirror and folder / self.mirror.name)


def make_once(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled, once for all parallel workers; copy it, never change it.

    It appears under its name when it is whole, so that a making that failed is tried again and says why.
    """
    folder = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not folder.exists():
            aside = shared / f"{name}.making"
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            make(aside)
            aside.rename(folder)
    return folder

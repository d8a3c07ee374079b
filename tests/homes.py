"""Commands as an operator runs them, and homes after real nights, each kind of night once for all workers."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
from filelock import FileLock

from pipelines import cli

INTERREGIO = Path(sys.executable).with_name("interregio")
UNREACHABLE = "http://127.0.0.1:9"
"""Nothing listens on the discard port: a connection is refused at once."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    exit_code: int
    stdout: str
    stderr: str


def run_command(*arguments: object, **environment: str) -> Finished:
    """Runs a command to its end: a night as a scheduler runs it, the others within this process, which has imported."""
    words = [str(argument) for argument in arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTERREGIO_")} | environment
    if words[0] in ("refresh", "serve"):
        done = subprocess.run([INTERREGIO, *words], capture_output=True, text=True, check=False, env=kept, timeout=900)
        return Finished(done.returncode, done.stdout, done.stderr)
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", [INTERREGIO.name, *words]),
        patch.dict(os.environ, kept, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
            exit_code: object = 0
        except SystemExit as ended:
            exit_code = ended.code or 0
    assert isinstance(exit_code, int), exit_code
    return Finished(int(exit_code), out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Operator:
    """Somebody who runs commands on one home."""

    home: Path
    mirror: Path | None = None

    def run(self, *arguments: str, **environment: str) -> Finished:
        """Runs a command on the home."""
        return run_command(*arguments, "--home", self.home, **environment)

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

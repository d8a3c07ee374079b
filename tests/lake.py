"""A PostgreSQL of the tests' own as the catalogue of a lake, and loads in processes of their own.

``python -m tests.lake HOME MIRROR AS_OF SOURCES [FUNCTION]``; begun without it, the load kills itself in that function.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest

from pipelines.nightly.ledger import Order
from pipelines.nightly.steps import run_night
from warehouse.settings import Settings
from warehouse.store.paths import Home

BINARIES = next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)


@contextmanager
def catalogue() -> Iterator[str]:
    """An empty database of a server that is stopped at the end; skips where that or what reads it is not installed."""
    pytest.importorskip("duckdb_extension_ducklake", reason="needs the packages of `make lake`")
    if BINARIES is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql); what an edition in one file holds is tested anyway")
    # Folders of pytest are closed to every other user, and it refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="interregio-postgres-"))
    owner: dict[str, str] = {}
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner = {"user": "postgres"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        assert BINARIES is not None
        subprocess.run([BINARIES / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, **owner)  # type: ignore[call-overload]

    run("initdb", "--pgdata", str(data), "--auth", "trust", "--username", "postgres", "--no-sync")
    options = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "lake")
        yield f"postgres:host=127.0.0.1 port={port} user=postgres dbname=lake"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")
        shutil.rmtree(folder)


def begin_load(home: Home, mirror: Path, as_of: str, *sources: str, killed_in: str = "") -> subprocess.Popen[bytes]:
    """A machine that loads some sources, as ``interregio refresh --load-only`` does."""
    killed = [killed_in] if killed_in else []
    return subprocess.Popen([sys.executable, "-m", "tests.lake", home.root, mirror, as_of, ",".join(sources), *killed])


def sums(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, tuple[int, int] | None]:
    """Rows of every table and a sum over their hashes."""
    return {
        name: connection.execute(f"select count(*), coalesce(sum(hash(t)), 0) from {name} as t").fetchone()
        for name in tables
    }


def load(home: Home, mirror: Path, as_of: str, *sources: str) -> int:
    """The same within this process; gives the exit code."""
    settings = Settings(home=home.root, as_of=date.fromisoformat(as_of), mirror=mirror)
    ended = run_night(Order(settings=settings, asked=frozenset(sources), is_loading_only=True))
    return 1 if ended.exit_code is None else ended.exit_code


def main(home: str, mirror: str, as_of: str, sources: str, killed_in: str = "") -> int:
    """Loads, or dies; gives the exit code."""
    with ExitStack() as stack:
        if killed_in:
            end = patch(killed_in, side_effect=lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            stack.enter_context(end)
        return load(Home(Path(home)), Path(mirror), as_of, *sources.split(","))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

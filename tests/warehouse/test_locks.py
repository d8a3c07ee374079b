"""One refresh and one writer at a time; the second gets the name of the one that holds the lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.commands.home.prune import prune_record
from warehouse.store.connection import writer
from warehouse.store.errors import BusyError
from warehouse.store.locks import building_locks, loading_locks, refresh_lock
from warehouse.store.paths import Home

HOLD = """
import sys
from pathlib import Path
from warehouse.store.paths import Home
from {module} import {name} as hold
with hold({argument}):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(code: str) -> subprocess.Popen[str]:
    """A process that holds a lock until its standard input ends."""
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def release(holder: subprocess.Popen[str]) -> None:
    holder.communicate(timeout=20)


def test_refresh_lock_held_elsewhere_raises_busy(tmp_path: Path) -> None:
    holder = start_holder(
        HOLD.format(module="warehouse.store.locks", name="refresh_lock", argument=f"Home(Path({str(tmp_path)!r}))")
    )
    with pytest.raises(BusyError, match="another refresh is running"), refresh_lock(Home(tmp_path)):
        pass
    release(holder)

    with refresh_lock(Home(tmp_path)):
        assert (tmp_path / "refresh.lock").exists()


def test_who_builds_or_prunes_waits_for_the_load_of_a_source(tmp_path: Path) -> None:
    home = Home(tmp_path)
    holder = start_holder(
        HOLD.format(
            module="warehouse.store.locks", name="loading_locks", argument=f"Home(Path({str(tmp_path)!r})), ['cordis']"
        )
    )
    with pytest.raises(BusyError, match="cordis is being loaded or built"), building_locks(home, ["calls", "cordis"]):
        pass
    with pytest.raises(BusyError, match="cordis is being loaded or built"):
        prune_record(home, is_dry=False)
    release(holder)

    with building_locks(home, ["calls", "cordis"]), pytest.raises(BusyError), loading_locks(home, ["calls"]):
        pass


def test_refresh_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    holder = start_holder(
        HOLD.format(module="warehouse.store.locks", name="refresh_lock", argument=f"Home(Path({str(tmp_path)!r}))")
    )
    holder.kill()
    holder.wait()

    with refresh_lock(Home(tmp_path), wait_seconds=5):
        assert (tmp_path / "refresh.lock").exists()


def test_writer_waits_a_bounded_time_then_names_the_holder(tmp_path: Path) -> None:
    database = tmp_path / "interregio.duckdb"
    holder = start_holder(
        HOLD.format(module="warehouse.store.connection", name="writer", argument=f"Path({str(database)!r})")
    )
    with pytest.raises(BusyError, match=rf"waited 0 s.*{holder.pid}"), writer(database, wait_seconds=0.3):
        pass
    release(holder)

    with writer(database, wait_seconds=5) as connection:
        assert connection.sql("select 1").fetchone() == (1,)

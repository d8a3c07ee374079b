"""A night that is killed while it runs: what is served stays whole, and the next night completes.

In a file of its own, so that it runs on another worker than the nights that come to their end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.homes import INTERREGIO, Operator
from tests.mirrors import pack_archive, read_archive
from warehouse.store.files import hash_file
from warehouse.store.nights import Night, Nights
from warehouse.store.paths import Home

ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"


POINTS: Mapping[str, Callable[[Path, int], bool]] = {
    "while loading": lambda home, began: changed(home / "raw/cordis/accepted.json", began),
    "before building": lambda home, _: "load" in last_night(home).step_seconds,
    "while building": lambda home, _: "prepare" in last_night(home).step_seconds,
}


@pytest.mark.slow
def test_killed_nights_leave_the_served_edition_and_the_next_completes(settled_operator: Operator) -> None:
    """Each night takes up what the one before it left, and is killed further on."""
    operator = settled_operator
    assert operator.mirror is not None
    served = operator.status()["served"]
    sha256 = hash_file(operator.home / "published" / served / "interregio.duckdb")
    members = read_archive(operator.mirror / ARCHIVE)
    revised = members["topics.csv"].rstrip().removesuffix(b'"') + b' revised"\n'
    pack_archive(operator.mirror / ARCHIVE, {**members, "topics.csv": revised})
    for point, is_reached in POINTS.items():
        kill_night(operator, is_reached)
        status = operator.status()
        assert (point, status["served"], status["night"]["exit_code"]) == (point, served, None)
        assert hash_file(operator.home / "published" / served / "interregio.duckdb") == sha256
    completed = operator.refresh("2026-03-16")
    assert completed.exit_code == 0, completed.stderr
    assert operator.manifest()["edition"].startswith("2026-03-16-")


def kill_night(operator: Operator, is_reached: Callable[[Path, int], bool]) -> None:
    """Begins a night and kills it with all its processes at a point that it comes to."""
    began, first = time.time_ns(), last_night(operator.home).id
    process = subprocess.Popen(
        [
            INTERREGIO, "refresh", "--mirror", str(operator.mirror), "--as-of", "2026-03-16",
            "--home", str(operator.home),
        ],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: last_night(operator.home).id != first and is_reached(operator.home, began), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def last_night(home: Path) -> Night:
    """The record of the night that was begun last."""
    night = Nights(Home(home)).latest()
    assert night is not None
    return night


def changed(path: Path, since: int) -> bool:
    """Whether a file was written after a time in nanoseconds."""
    return path.stat().st_mtime_ns > since


def wait_until(condition: object, process: subprocess.Popen[bytes], seconds: float = 120.0) -> None:
    """Waits for a condition while a process runs."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the night ended before it could be killed"
        assert time.monotonic() < deadline, "the night never came to the point where it is to be killed"
        time.sleep(0.01)

"""A night that is killed while it runs: what is served stays whole, and the next night completes.

In a file of its own, so that it runs on another worker than the nights that come to their end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from tests.integration.conftest import INTERREGIO, Operator
from tests.mirrors import pack_archive, read_archive
from warehouse.store.files import hash_file

ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"


@pytest.mark.slow
@pytest.mark.parametrize("after", ["raw/cordis/accepted.json", "build/dbt/run_results.json"])
def test_a_killed_night_leaves_the_served_edition_and_the_next_completes(
    settled_operator: Operator, after: str
) -> None:
    operator = settled_operator
    assert operator.mirror is not None
    served = operator.status()["served"]
    sha256 = hash_file(operator.home / "published" / served / "interregio.duckdb")
    marker = operator.home / after
    members = read_archive(operator.mirror / ARCHIVE)
    revised = members["topics.csv"].rstrip().removesuffix(b'"') + b' revised"\n'
    pack_archive(operator.mirror / ARCHIVE, {**members, "topics.csv": revised})
    before = marker.stat().st_mtime_ns

    process = subprocess.Popen(
        [
            INTERREGIO, "refresh", "--mirror", str(operator.mirror), "--as-of", "2026-03-16",
            "--home", str(operator.home),
        ],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: marker.exists() and marker.stat().st_mtime_ns != before, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    status = operator.status()
    assert status["served"] == served
    assert status["night"]["exit_code"] is None
    assert hash_file(operator.home / "published" / served / "interregio.duckdb") == sha256
    completed = operator.refresh("2026-03-16")
    assert completed.exit_code == 0, completed.stderr
    assert operator.manifest()["edition"].startswith("2026-03-16-")


def wait_until(condition: object, process: subprocess.Popen[bytes], seconds: float = 120.0) -> None:
    """Waits for a condition while a process runs."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the night ended before it could be killed"
        assert time.monotonic() < deadline, "the night never came to the point where it is to be killed"
        time.sleep(0.01)

"""How long dbt builds all models on a release, on ten times its rows, and how much memory it needs.

    python -m tests.bench.dbt_build HOME [--times 10]

HOME holds a build database that a night has left. Its copy is built with the two runs of a night, without data
tests and unit tests; then once more with every row of CORDIS repeated under other keys. Prints the seconds of every
model that takes long, those of all together, wall and processor, the largest memory of the process, and the ratio to
reading the same rows plainly. The limit per model is set in the database: a model that needs more ends in an error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.nightly.project import BUILD_DATABASE_VARIABLE, DBT, PROJECT_DIR
from warehouse.store.paths import DATABASE_NAME

AS_OF = "2026-08-10"
MEMORY_LIMIT_MIB = 2048
SLOWEST = 15

SHIFTED_KEYS: Mapping[str, Mapping[str, str]] = {
    "organization": {"project_id": "project_id", "organisation_id": "organisation_id"},
    "topics": {"project_id": "project_id", "topic": "topic"},
    "legal_basis": {"project_id": "project_id"},
    "euro_sci_voc": {"project_id": "project_id"},
    "web_link": {"project_id": "project_id", "id": "id"},
    "project": {"id": "id"},
}
"""Columns of CORDIS tables that name a thing: each repetition gets its own, so that joins grow with the rows."""


@dataclass(frozen=True)
class Built:
    """What one build took.

    Attributes:
        models: seconds by model, slowest first.
        wall: seconds from the first model to the last, both runs together, without dbt's start-up.
        processor: seconds of processor, start-up included.
        memory_mib: largest resident memory of a dbt process.
        plain: seconds that reading all raw rows of CORDIS takes.
        rows: participations.
    """

    models: tuple[tuple[str, float], ...]
    wall: float
    processor: float
    memory_mib: float
    plain: float
    rows: int


def multiply_release(database: Path, times: int) -> None:
    """Repeats every row of CORDIS under other keys and notes the rows as loaded."""
    with duckdb.connect(str(database)) as connection:
        for table, keys in SHIFTED_KEYS.items():
            shifted = ", ".join(f"{column} || 'x' || copy as {column}" for column in keys)
            connection.execute(
                f"""
                insert into raw_cordis.{table} by name
                select * exclude (copy) replace ({shifted}, _row_number + copy * 10_000_000 as _row_number)
                from (from raw_cordis.{table}, range(1, {times}) as copies (copy))
                """
            )
        connection.execute(
            f"update raw_night.table_load set rows_in = rows_in * {times}, rows_loaded = rows_loaded * {times} "
            "where source = 'cordis'"
        )


def build(database: Path) -> Built:
    """The two runs of a night over a build database, models and seeds alone."""
    models: dict[str, float] = {}
    wall = processor = memory = 0.0
    for selector in ("prepare", "publishable"):
        with tempfile.TemporaryDirectory() as folder:
            used, peak = _run_dbt(database, selector, Path(folder))
            results = json.loads((Path(folder) / "run_results.json").read_text(encoding="utf-8"))["results"]
        failed = [result["message"] for result in results if result["status"] == "error"]
        if failed:
            raise SystemExit(f"dbt failed: {failed[0]}")
        models |= {result["unique_id"].split(".")[2]: result["execution_time"] for result in results}
        wall += _span(results)
        processor += used
        memory = max(memory, peak)
    plain, rows = read_plainly(database)
    slowest = tuple(sorted(models.items(), key=lambda model: -model[1]))
    return Built(slowest, wall, processor, memory, plain, rows)


def read_plainly(database: Path) -> tuple[float, int]:
    """Seconds that hashing every value of CORDIS's raw rows takes, and the number of participations."""
    with duckdb.connect(str(database), read_only=True, config={"threads": 2}) as connection:
        began = time.perf_counter()
        for table in SHIFTED_KEYS:
            connection.execute(f"select bit_xor(hash(rows)) from raw_cordis.{table} as rows").fetchall()
        seconds = time.perf_counter() - began
        row = connection.execute("select count(*) from raw_cordis.organization").fetchone()
    return seconds, int(row[0]) if row else 0


def _run_dbt(database: Path, selector: str, target: Path) -> tuple[float, float]:
    """Runs dbt; gives seconds of processor and the largest resident memory in MiB."""
    before = os.times()
    process = subprocess.Popen(
        [
            *(DBT, "build", "--selector", selector, "--exclude-resource-type", "test", "unit_test"),
            *("--project-dir", PROJECT_DIR, "--profiles-dir", PROJECT_DIR, "--target-path", target),
            *("--log-path", target, "--vars", f"{{as_of: '{AS_OF}'}}"),
        ],
        env={**os.environ, BUILD_DATABASE_VARIABLE: str(database)},
        stdout=subprocess.DEVNULL,
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    process.wait()
    watcher.join()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, peak[0]


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Notes the process's own high-water mark until it ends."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        try:
            lines = status.read_text(encoding="utf-8").splitlines()
        except OSError:
            return
        marks = [float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
        peak[0] = max([peak[0], *marks])
        time.sleep(0.05)


def _span(results: list[dict[str, list[dict[str, str]]]]) -> float:
    """Seconds from the first start to the last end."""
    from datetime import datetime

    moments = [
        datetime.fromisoformat(step[key].replace("Z", "+00:00"))
        for result in results
        for step in result["timing"]
        for key in ("started_at", "completed_at")
        if step.get(key)
    ]
    return (max(moments) - min(moments)).total_seconds() if moments else 0.0


def describe(title: str, built: Built) -> str:
    """A build's figures as lines."""
    slowest = "\n".join(f"  {seconds:7.2f} s  {name}" for name, seconds in built.models[:SLOWEST])
    return (
        f"{title}: {built.rows:,} participations\n{slowest}\n"
        f"  all models: {built.wall:.1f} s wall, {built.processor:.1f} s processor with start-up, "
        f"{sum(seconds for _, seconds in built.models):.1f} s summed\n"
        f"  plain read {built.plain:.2f} s; ratio {built.wall / built.plain:.0f}; peak {built.memory_mib:.0f} MiB\n"
    )


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / DATABASE_NAME
        shutil.copyfile(given.home / "build" / DATABASE_NAME, database)
        once = build(database)
        sys.stdout.write(describe("the release", once))
        multiply_release(database, given.times)
        many = build(database)
        sys.stdout.write(describe(f"{given.times} times the rows", many))
        sys.stdout.write(
            f"{given.times} times the rows take {many.wall / once.wall:.1f} times as long "
            f"({many.processor / once.processor:.1f} times the processor)\n"
        )


if __name__ == "__main__":
    main()

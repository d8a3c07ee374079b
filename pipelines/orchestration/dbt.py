"""dbt's place in the graph: the project, its manifest, and how its commands are worded.

Models, tests and selectors are in ``dbt_project``; the assets that run them are in ``pipelines.orchestration.assets``.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import filelock

from warehouse.settings import PROJECT_ROOT, SettingsError
from warehouse.store.files import hash_file, hash_text, read_json

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
TARGET_DIR = PROJECT_DIR / "target"
MANIFEST = TARGET_DIR / "manifest.json"
RUN_RESULTS = "run_results.json"
STAMP = TARGET_DIR / "manifest.inputs"
BUILD_DATABASE_VARIABLE = "INTERREGIO_BUILD_DB"
DBT = Path(sys.executable).with_name("dbt")


class DbtError(RuntimeError):
    """dbt could not read its own project; carries what it said."""


def ensure_manifest() -> Path:
    """The manifest of the project as it stands, parsed again only if the project changed.

    Raises:
        DbtError: dbt cannot parse the project.
    """
    TARGET_DIR.mkdir(parents=True, exist_ok=True)
    # Nights and test workers that start side by side would read what another one is still writing.
    with filelock.FileLock(TARGET_DIR / "manifest.lock"):
        wanted = _hash_project()
        if not MANIFEST.exists() or not STAMP.exists() or STAMP.read_text(encoding="utf-8") != wanted:
            _parse_project()
            STAMP.write_text(wanted, encoding="utf-8")
    return MANIFEST


def _parse_project() -> None:
    # A partial parse keeps the selectors of the time before: changed ones would go unseen.
    parsed = subprocess.run(
        [DBT, "--no-partial-parse", "parse", "--project-dir", PROJECT_DIR, "--profiles-dir", PROJECT_DIR],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_DIR,
        env={**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
    )
    if parsed.returncode != 0:
        raise DbtError(f"{PROJECT_DIR}: expected a project dbt can parse, got\n{parsed.stdout[-4000:]}")


INDIRECT_SELECTION = {"prepare": "cautious", "publishable": "eager"}
"""Which tests go with each selector of the graph: before the enrichment only those that need nothing
that is made after it. Stands here and not in ``selectors.yml``, where dagster-dbt cannot read it."""


def require_known_programmes(chosen: Iterable[str]) -> None:
    """Makes sure that every programme chosen for a night is one there is.

    Raises:
        SettingsError: one is not; the message names those there are.
    """
    with (PROJECT_DIR / "seeds" / "programmes.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["programme_id"] for row in csv.DictReader(stream)}
    unknown = sorted(set(chosen) - known)
    if unknown:
        raise SettingsError(f"programmes: expected ids of {', '.join(sorted(known))}, got {', '.join(unknown)}")


def build_environment(database: Path, *, as_of: date, programmes: Iterable[str] = ()) -> dict[str, str]:
    """What a night tells dbt by the environment: other ``--vars`` than last night's would make it parse everything."""
    return {
        BUILD_DATABASE_VARIABLE: str(database),
        "INTERREGIO_DBT_AS_OF": as_of.isoformat(),
        "INTERREGIO_DBT_PROGRAMMES": ",".join(programmes),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def build_arguments(selector: str) -> list[str]:
    """Arguments of a night's ``dbt build``; the selector itself, Dagster adds.

    Unit tests are left to the test suite: they say something about the code, not about a night. dbt's log of every
    statement is left out: 19 MB a night, and what ran stands beside it in ``target/run``.
    """
    return [
        "--no-use-colors",
        "--log-level-file",
        "none",
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--indirect-selection",
        INDIRECT_SELECTION[selector],
    ]


@dataclass(frozen=True)
class Failures:
    """What did not come out well in one dbt run.

    Attributes:
        tests: failed data tests, each with what it counted.
        errors: models, seeds or tests that could not run, each with dbt's message.
    """

    tests: tuple[str, ...]
    errors: tuple[str, ...]

    def describe(self) -> str:
        """One line for an operator."""
        told = [f"failed test {test}" for test in self.tests] + [f"error in {error}" for error in self.errors]
        return "; ".join(told) or "dbt stopped before it ran anything"


def read_failures(target: Path) -> Failures:
    """What failed in the last dbt run that left its results in ``target``."""
    path = target / RUN_RESULTS
    results: list[dict[str, Any]] = read_json(path)["results"] if path.exists() else []
    return Failures(
        tests=tuple(sorted(_describe(result) for result in results if result["status"] == "fail")),
        errors=tuple(sorted(_describe(result) for result in results if result["status"] == "error")),
    )


def forget_results(target: Path) -> None:
    """Removes an earlier run's results, so that they cannot be taken for this one's."""
    (target / RUN_RESULTS).unlink(missing_ok=True)


def _describe(result: dict[str, Any]) -> str:
    name = result["unique_id"].split(".")[2]
    message = " ".join((result["message"] or "").split())
    return f"{name} ({message[:300]})"


def _hash_project() -> str:
    paths = sorted(
        path
        for suffix in ("sql", "yml", "md", "csv")
        for path in PROJECT_DIR.rglob(f"*.{suffix}")
        if TARGET_DIR not in path.parents
    )
    return hash_text("\n".join(f"{path.relative_to(PROJECT_DIR)} {hash_file(path)}" for path in paths))

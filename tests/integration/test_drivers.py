"""One plan, two drivers: Dagster's job and the command line make the same edition and leave the same history."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.orchestration.automation import EDITION_TAG, NIGHTLY_JOB
from pipelines.orchestration.definitions import build_defs
from pipelines.orchestration.history import open_instance
from tests.conftest import FIRST_NIGHT
from tests.homes import Operator
from tests.mirrors import build_mirror
from warehouse.store.files import hash_file
from warehouse.store.nights import Nights
from warehouse.store.paths import Home

ABSENT = ("cordis", "landing")
"""No mirror of CORDIS in these nights: its assets must not be made, and the others go on."""


def run_job(home: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """The night as Dagster's schedule would run it, on the home's own instance."""
    for name, value in (("HOME", home), ("MIRROR", mirror), ("AS_OF", FIRST_NIGHT)):
        monkeypatch.setenv(f"INTERREGIO_{name}", str(value))
    job = build_defs().resolve_job_def(NIGHTLY_JOB)
    with open_instance(Home(home)) as instance:
        return job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        ).success


def history_of(home: Path) -> tuple[set[str], dict[str, bool]]:
    """Assets that were ever made, and how the last run of each check came out."""
    with open_instance(Home(home)) as instance:
        made = {
            record.asset_entry.asset_key
            for record in instance.get_asset_records()
            if record.asset_entry.last_materialization
        }
        checks = instance.event_log_storage.get_latest_asset_check_execution_by_key(
            [key for assets in build_defs().assets or [] for key in getattr(assets, "check_keys", ())]
        )
    passed = {
        str(key): bool(record.event.dagster_event.asset_check_evaluation_data.passed)
        for key, record in checks.items()
        if record.event and record.event.dagster_event
    }
    return {key.to_user_string() for key in made}, passed


def files_of(home: Path) -> dict[str, str]:
    """Hash of every file of the served edition but its database, whose bytes are DuckDB's business."""
    edition = (home / "published" / "current").resolve()
    return {
        str(path.relative_to(edition)): hash_file(path)
        for path in edition.rglob("*")
        if path.is_file() and path.suffix != ".duckdb"
    }


@pytest.mark.slow
def test_both_drivers_make_the_same_edition_and_the_same_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = build_mirror(tmp_path / "mirror", "funding_tenders", "regions")
    by_command = Operator(tmp_path / "command", mirror)
    by_job = Operator(tmp_path / "job", mirror)

    finished = by_command.refresh(FIRST_NIGHT)
    assert finished.exit_code == 3, finished.stderr
    assert run_job(by_job.home, mirror, monkeypatch)

    assert by_job.manifest()["edition"] == by_command.manifest()["edition"]
    with open_instance(Home(by_job.home)) as instance:
        [run] = instance.get_runs()
    assert run.tags[EDITION_TAG] == by_job.manifest()["edition"]
    assert f", run {run.run_id}" in by_job.run("editions").stdout
    exports = {name: sha256 for name, sha256 in files_of(by_command.home).items() if name.startswith("exports/")}
    assert exports
    assert {name: files_of(by_job.home)[name] for name in exports} == exports
    assert by_job.statuses() == by_command.statuses()
    told, judged = history_of(by_command.home), history_of(by_job.home)
    assert told == judged
    assert "/".join(ABSENT) not in told[0]
    assert {"regions/landing", "edition/published", "marts_core/dim_partnership", "steps/finish"} <= told[0]

    quiet = by_command.refresh(FIRST_NIGHT)
    assert quiet.exit_code == 3
    assert run_job(by_command.home, mirror, monkeypatch)
    first, waiting, last = Nights(Home(by_command.home)).all()
    assert (first.is_published, waiting.due, last.due) == (True, {}, {})
    assert last.message == waiting.message == "nothing new, no edition made"
    with open_instance(Home(by_command.home)) as instance:
        landed = instance.fetch_materializations(dg.AssetKey(["regions", "landing"]), limit=10).records
    assert [record.run_id == "" for record in landed] == [False, True, True]

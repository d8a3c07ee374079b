"""The graph: its keys and dependencies as a snapshot, its jobs, schedule, pools and freshness."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.execution.api import create_execution_plan

from pipelines.nightly.steps import STEPS, fingerprint
from pipelines.orchestration.assets import RETRIES
from pipelines.orchestration.automation import NIGHTLY_CRON, NIGHTLY_JOB, SOURCES_TAG, TIMEZONE
from pipelines.orchestration.definitions import build_defs
from pipelines.orchestration.history import open_instance
from pipelines.sources import discover_sources
from tests.mirrors import TESTS, build_mirror
from tests.nights import load_night
from warehouse.settings import read_settings
from warehouse.store.editions import Editions
from warehouse.store.files import write_json
from warehouse.store.nights import Nights
from warehouse.store.paths import Home

SNAPSHOT = TESTS / "pipelines" / "asset_graph.txt"


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_defs()


def describe_graph(definitions: dg.Definitions) -> str:
    """One line per asset: its key, and the keys it depends on."""
    graph = definitions.resolve_asset_graph()
    parents = {
        key.to_user_string(): sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
        for key in graph.get_all_asset_keys()
    }
    lines = [f"{key} <- {', '.join(parents[key])}".rstrip() for key in sorted(parents)]
    return "\n".join(lines) + "\n"


def test_graph_is_the_one_that_was_reviewed(definitions: dg.Definitions) -> None:
    """Changes only on purpose: write the new graph with `python -m tests.pipelines.test_definitions`."""
    assert describe_graph(definitions) == SNAPSHOT.read_text(encoding="utf-8")


def test_every_step_that_writes_the_warehouse_is_in_its_pool(definitions: dg.Definitions) -> None:
    without = [
        asset.node_def.name
        for asset in definitions.resolve_asset_graph().assets_defs
        if asset.is_materializable
        and asset.op.pool != "warehouse"
        and asset.op.name not in ("begin", "visit", "finish")
    ]

    assert without == []


def test_steps_are_taken_in_the_order_of_the_command_line(definitions: dg.Definitions) -> None:
    plan = create_execution_plan(definitions.resolve_job_def(NIGHTLY_JOB))

    assert [steps[0].key for steps in plan.get_steps_to_execute_by_level()] == ["begin", *(step.name for step in STEPS)]


def test_every_step_retries_what_may_pass(definitions: dg.Definitions) -> None:
    retries = {asset.op.retry_policy for asset in definitions.resolve_asset_graph().assets_defs}

    assert retries == {RETRIES}


def test_everything_that_dbt_reads_is_made_in_the_graph_and_grouped(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]

    assert [node.key.to_user_string() for node in nodes if not node.is_materializable] == []
    assert [node.key.to_user_string() for node in nodes if node.group_name == "default"] == []


def test_each_source_has_a_job_that_asks_it_alone(definitions: dg.Definitions) -> None:
    for source in discover_sources():
        job = definitions.resolve_job_def(f"refresh_{source.name}")
        assert job.tags[SOURCES_TAG] == source.name
        assert dg.AssetKey(["edition", "published"]) in job.asset_layer.executable_asset_keys


def test_job_without_anything_new_takes_no_step_and_asks_its_source_alone(
    definitions: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, mirror = Home(tmp_path / "home"), build_mirror(tmp_path / "mirror", "regions")
    for name, value in (("HOME", home.root), ("MIRROR", mirror), ("AS_OF", "2026-03-15")):
        monkeypatch.setenv(f"INTERREGIO_{name}", str(value))
    loaded = load_night(read_settings(), asked=["regions"], loaded=["regions"])
    edition = "2026-03-15-aaaaaaaa"
    write_json(
        home.published / edition / "manifest.json",
        {"edition": edition, "as_of": "2026-03-15", "is_demo": True, "fingerprint": fingerprint(loaded)},
    )
    (home.published / edition / "interregio.duckdb").touch()
    Editions(home).serve(edition)

    with open_instance(home) as instance:
        result = definitions.resolve_job_def("refresh_regions").execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        entries = [record.asset_entry for record in instance.get_asset_records()]

    night = Nights(home).all()[-1]
    made = {entry.asset_key.path[0] for entry in entries if entry.last_materialization}
    assert result.success
    assert (night.message, night.due, night.exit_code) == ("nothing new, no edition made", {}, 3)
    assert list(night.visits) == ["regions"]
    assert made == {"steps", "regions"}


def test_nightly_schedule_never_falls_into_the_hour_that_clocks_change(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly_schedule")
    minute, hour, *_ = NIGHTLY_CRON.split()
    at = datetime(2026, 3, 29, int(hour), int(minute), tzinfo=ZoneInfo(TIMEZONE))

    assert schedule.execution_timezone == "Europe/Brussels"
    assert schedule.job_name == NIGHTLY_JOB
    assert not 2 <= at.hour < 3


def test_assets_of_a_source_carry_its_freshness_limit(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for source in discover_sources():
        policy = graph.get(dg.AssetKey([source.name, source.tables[0].name])).freshness_policy
        days = policy.fail_window.to_timedelta().days if policy else None  # type: ignore[attr-defined]
        assert days == source.cadence.limit_days


if __name__ == "__main__":
    SNAPSHOT.write_text(describe_graph(build_defs()), encoding="utf-8")

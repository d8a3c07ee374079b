"""The graph: its keys and dependencies as a snapshot, its jobs, schedule, pools and freshness."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import duckdb
import pytest
from dagster._core.execution.api import create_execution_plan

from pipelines.nightly.checks import SOURCE_CHECKS, judge_coverage, judge_source
from pipelines.nightly.ledger import Order
from pipelines.nightly.steps import STEPS, fingerprint
from pipelines.orchestration.assets import RETRIES
from pipelines.orchestration.automation import EDITION_TAG, NIGHTLY_CRON, NIGHTLY_JOB, SOURCES_TAG, TIMEZONE
from pipelines.orchestration.definitions import build_defs
from pipelines.orchestration.history import open_instance
from pipelines.sources import discover_sources
from tests.mirrors import TESTS, build_mirror
from tests.nights import load_night
from warehouse.settings import read_settings
from warehouse.store.editions import Editions
from warehouse.store.files import write_json
from warehouse.store.nights import ExitCode, Night, Nights, SourceStatus, Status
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


@pytest.mark.parametrize("exit_code", [ExitCode.OK, ExitCode.SOURCE_FAILED, ExitCode.GATE_CLOSED])
def test_backfill_makes_the_edition_of_its_date_and_visits_nothing(
    definitions: dg.Definitions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, exit_code: int
) -> None:
    monkeypatch.setenv("INTERREGIO_HOME", str(tmp_path))
    orders: list[Order] = []

    def play(order: Order, report: object, *, run_id: str) -> Night:
        orders.append(order)
        night = Nights(order.home).begin(order.settings.as_of, run_id=run_id)
        return replace(night, exit_code=exit_code, made="2026-03-10-aaaaaaaa")

    monkeypatch.setattr("pipelines.orchestration.backfill.run_night", play)
    job = definitions.resolve_job_def("backfill")
    with dg.DagsterInstance.ephemeral() as instance:
        run = job.execute_in_process(partition_key="2026-03-10", instance=instance, raise_on_error=False)
        tags = instance.get_run_by_id(run.run_id).tags  # type: ignore[union-attr]

    assert [(order.settings.as_of, order.asked_sources) for order in orders] == [(date(2026, 3, 10), [])]
    assert run.success is (exit_code != ExitCode.GATE_CLOSED)
    assert tags.get(EDITION_TAG) == ("2026-03-10-aaaaaaaa" if run.success else None)
    assert Nights(Home(tmp_path)).all()[0].run_id == run.run_id


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
        landing = dg.AssetKey(["regions", "landing"])
        keys = [dg.AssetCheckKey(landing, name) for name in SOURCE_CHECKS]
        evaluated = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
        judged = {
            key.name: record.event.dagster_event.asset_check_evaluation_data.passed  # type: ignore[union-attr]
            for key, record in evaluated.items()
        }

    night = Nights(home).all()[-1]
    made = {entry.asset_key.path[0] for entry in entries if entry.last_materialization}
    assert result.success
    assert (night.message, night.due, night.exit_code) == ("nothing new, no edition made", {}, 3)
    assert list(night.visits) == ["regions"]
    assert made == {"steps", "regions"}
    assert judged == {"arrived": True, "volume": True, "reject_share": True, "fresh": True}


def test_inbox_sensor_asks_the_source_that_a_file_is_for_once_it_is_written(
    definitions: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERREGIO_HOME", str(tmp_path))
    sensor = definitions.resolve_sensor_def("inbox_sensor")

    def look(cursor: str | None) -> tuple[list[str], str | None]:
        with dg.DagsterInstance.ephemeral() as instance:
            found = sensor.evaluate_tick(dg.build_sensor_context(instance=instance, cursor=cursor))
        return [request.tags[SOURCES_TAG] for request in found.run_requests or ()], found.cursor

    assert look(None)[0] == []
    dropped = Home(tmp_path).inbox("calls") / "spring.csv"
    dropped.parent.mkdir(parents=True)
    dropped.write_text("call")
    assert look(None)[0] == []
    os.utime(dropped, (1, 1))
    asked, cursor = look(None)
    assert asked == ["calls"]
    assert look(cursor)[0] == []
    dropped.unlink()
    assert look(cursor)[0] == ["calls"]


@pytest.mark.parametrize(
    ("changed", "failed"),
    [
        pytest.param({}, [], id="as before"),
        pytest.param({"rows": 750}, ["volume"], id="a quarter lost"),
        pytest.param({"rows": 2000}, ["volume"], id="twice as many"),
        pytest.param({"rows_rejected": 11}, ["reject_share"], id="one row in a hundred kept out"),
        pytest.param({"last_arrived_on": "2026-07-30"}, ["fresh"], id="older than its limit"),
        pytest.param({"rows": 0, "last_arrived_on": None}, ["volume"], id="never"),
    ],
)
def test_arrival_is_judged_by_volume_reject_share_and_age(changed: dict[str, Any], failed: list[str]) -> None:
    before = SourceStatus(source="cordis", status=Status.NEW, rows=1000, limit_days=10, last_arrived_on="2026-08-09")
    judged = judge_source(replace(before, **changed), before, date(2026, 8, 10))
    assert [one.name for one in judged if not one.is_passed] == failed


def test_coverage_that_fell_is_named_with_both_shares() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts_quality")
        connection.execute(
            "create table marts_quality.hist_field_coverage as from (values "
            "(date '2026-08-09', 't', 'kept', 'all', 1.0), (date '2026-08-10', 't', 'kept', 'all', 0.95), "
            "(date '2026-08-09', 't', 'lost', 'all', 1.0), (date '2026-08-10', 't', 'lost', 'all', 0.5), "
            "(date '2026-08-11', 't', 'lost', 'all', 0.1)"
            ") as rows (as_of, table_name, column_name, coverage_scope, filled_share)"
        )
        judged = judge_coverage(connection, date(2026, 8, 10))
    assert (judged.is_passed, judged.figures) == (False, {"fields_fallen": 1, "fallen": "t.lost 1.000 to 0.500"})


def test_runs_wait_for_one_another_and_a_dead_one_is_started_anew(tmp_path: Path) -> None:
    with open_instance(Home(tmp_path)) as instance:
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1  # type: ignore[union-attr]
        assert (instance.run_retries_enabled, instance.run_retries_max_retries) == (True, 2)
        assert instance.run_retries_retry_on_asset_or_op_failure is False
        assert instance.run_monitoring_enabled
        assert 0 < instance.run_monitoring_max_runtime_seconds < timedelta(hours=12).total_seconds()


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

"""Dagster's history of nights that ran without it: what is reported, with its own time, and freshness that can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.definitions.freshness_evaluator import TimeWindowFreshnessPolicyEvaluator
from dagster._core.loader import LoadingContextForTest

from pipelines.nightly.ledger import Ledger, Order
from pipelines.nightly.steps import STEPS, begin, take
from pipelines.orchestration.assets import describe_sources
from pipelines.orchestration.history import open_instance, report_home
from pipelines.sources import find_source
from tests.mirrors import build_mirror
from warehouse.settings import read_settings
from warehouse.store.nights import Nights, Status
from warehouse.store.paths import Home

CORDIS = find_source("cordis")
LANDING, TABLE = dg.AssetKey(["cordis", "landing"]), dg.AssetKey(["cordis", "organization"])
DEAD = "http://127.0.0.1:9"
"""Nothing listens on the discard port: a connection is refused at once."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return build_mirror(tmp_path / "mirror", "cordis")


def play(home: Home, *, days_ago: int, mirror: Path | None = None) -> Ledger:
    """A night of CORDIS alone, as far as its raw tables; without a mirror its address is dead."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    environment = {} if mirror else {"INTERREGIO_CORDIS_URL": DEAD}
    settings = read_settings(home=home.root, mirror=mirror, as_of=at.date().isoformat(), environment=environment)
    ledger = Ledger.begin(Order(settings=settings, asked=frozenset(["cordis"])))
    with patch("pipelines.nightly.ledger._now", return_value=at.isoformat()):
        begin(ledger)
        for step in STEPS[:2]:
            take(step, ledger)
    Nights(home).queue([asdict(event) for event in ledger.take_events()])
    return ledger


@pytest.fixture
def instance(home: Home) -> Iterator[dg.DagsterInstance]:
    with open_instance(home) as opened:
        yield opened


def freshness_of(instance: dg.DagsterInstance, key: dg.AssetKey) -> FreshnessState:
    """What Dagster's daemon would find."""
    node = dg.Definitions(assets=describe_sources([CORDIS]).specs).resolve_asset_graph().get(key)
    return asyncio.run(TimeWindowFreshnessPolicyEvaluator().evaluate_freshness(LoadingContextForTest(instance), node))


def test_night_is_reported_once_at_its_own_time(home: Home, mirror: Path, instance: dg.DagsterInstance) -> None:
    play(home, days_ago=3, mirror=mirror)
    report_home(home)
    report_home(home)

    landed = instance.fetch_materializations(LANDING, limit=10).records
    assert len(landed) == 1
    assert datetime.fromtimestamp(landed[0].timestamp, UTC).date() == (datetime.now(UTC) - timedelta(days=3)).date()
    rows = instance.fetch_materializations(TABLE, limit=1).records[0].asset_materialization
    assert rows is not None
    assert rows.metadata["dagster/row_count"].value == 9
    step = instance.fetch_materializations(dg.AssetKey(["steps", "load"]), limit=1).records[0].asset_materialization
    assert step is not None
    assert step.metadata["reason"].value == "cordis brought new content"
    check = instance.get_latest_asset_check_evaluation_record(dg.AssetCheckKey(LANDING, "arrived"))
    assert check is not None


@pytest.mark.parametrize(
    ("is_dead", "expected"),
    [
        pytest.param(True, FreshnessState.FAIL, id="dead address"),
        pytest.param(False, FreshnessState.PASS, id="same content again"),
    ],
)
def test_freshness_fails_where_a_source_could_not_be_had_for_longer_than_its_limit(
    home: Home, mirror: Path, instance: dg.DagsterInstance, is_dead: bool, expected: FreshnessState
) -> None:
    limit = CORDIS.cadence.limit_days
    assert limit is not None
    play(home, days_ago=limit + 1, mirror=mirror)
    ledger = play(home, days_ago=0, mirror=None if is_dead else mirror)
    report_home(home)

    assert ledger.night.sources["cordis"].status is (Status.FAILED if is_dead else Status.UNCHANGED)
    assert freshness_of(instance, LANDING) is expected
    assert freshness_of(instance, TABLE) is expected


def test_history_that_cannot_be_written_waits_and_the_night_stands(home: Home, mirror: Path) -> None:
    play(home, days_ago=0, mirror=mirror)
    home.dagster.write_text("a file where the instance is due")

    with pytest.raises(OSError, match="dagster"):
        report_home(home)
    assert Nights(home).queued()

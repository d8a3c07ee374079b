"""Nights: written down from the start, ended with a code, statuses that age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from warehouse.store.nights import ExitCode, Nights, SourceStatus, Status
from warehouse.store.paths import Home

AS_OF = date(2026, 3, 15)


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(Home(tmp_path))


def test_begin_counts_nights_of_the_same_date(nights: Nights) -> None:
    assert [nights.begin(AS_OF).id for _ in range(2)] == ["2026-03-15-01", "2026-03-15-02"]
    assert nights.begin(date(2026, 3, 16)).id == "2026-03-16-01"


def test_begin_writes_no_night_over_after_another_was_removed(nights: Nights, tmp_path: Path) -> None:
    first, second = nights.begin(AS_OF), nights.begin(AS_OF)
    (Home(tmp_path).nights / f"{first.id}.json").unlink()

    assert nights.begin(AS_OF).id == "2026-03-15-03"
    assert nights.get(second.id) == second


def test_begin_again_for_the_same_run_gives_its_night(nights: Nights) -> None:
    begun = nights.begin(AS_OF, run_id="b44fe986")

    assert nights.begin(AS_OF, run_id="b44fe986") == begun
    assert nights.begin(AS_OF, run_id="other").id == "2026-03-15-02"


def test_begin_leaves_an_unfinished_night_to_see(nights: Nights) -> None:
    begun = nights.begin(AS_OF)

    latest = nights.latest()
    assert latest == begun
    assert latest is not None
    assert latest.exit_code is None
    assert latest.finished_at is None


def test_finish_keeps_statuses(nights: Nights) -> None:
    status = SourceStatus(source="cordis", status=Status.NEW, rows=3, missing_members=("project.csv",))
    night = nights.save(replace(nights.begin(AS_OF), sources={"cordis": status}))
    nights.finish(replace(night, exit_code=ExitCode.OK, edition="2026-03-15-abcdef01"))

    read = nights.get(night.id)
    assert read.sources["cordis"] == status
    assert read.edition == "2026-03-15-abcdef01"
    assert read.finished_at is not None


def test_latest_before_a_night_is_the_one_begun_before_it(nights: Nights) -> None:
    later_date_first = nights.begin(date(2026, 8, 10))
    earlier_date_second = nights.begin(date(2024, 6, 17))

    assert nights.latest() == earlier_date_second
    assert nights.latest(before=earlier_date_second) == later_date_first


@pytest.mark.parametrize(
    ("last_arrived_on", "limit_days", "is_stale"),
    [
        pytest.param("2026-03-05", 10, False, id="at the limit"),
        pytest.param("2026-03-04", 10, True, id="a day beyond it"),
        pytest.param("2020-01-01", None, False, id="no limit"),
        pytest.param(None, 10, False, id="never arrived"),
    ],
)
def test_aged_is_stale_only_beyond_the_limit(
    last_arrived_on: str | None, limit_days: int | None, is_stale: bool
) -> None:
    status = SourceStatus(source="cordis", status=Status.FAILED, last_arrived_on=last_arrived_on, limit_days=limit_days)

    assert status.aged(AS_OF).is_stale is is_stale


@pytest.mark.parametrize(
    ("status", "is_stale", "has_failed"),
    [
        (Status.NEW, False, False),
        (Status.UNCHANGED, False, False),
        (Status.BUNDLED, False, False),
        (Status.UNCHANGED, True, True),
        (Status.FAILED, False, True),
        (Status.HELD, False, True),
        (Status.NEVER, False, True),
    ],
)
def test_has_failed_is_what_a_scheduler_should_hear_of(status: Status, is_stale: bool, has_failed: bool) -> None:
    assert SourceStatus(source="cordis", status=status, is_stale=is_stale).has_failed is has_failed

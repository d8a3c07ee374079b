"""Nights that do not go as a night should: told to end, without disk, for an earlier date, beside a rollback."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest

from pipelines.nightly.ledger import Ledger, Order, Watcher
from pipelines.nightly.publishing import reason_to_hold_back
from pipelines.nightly.steps import BEGIN, publish, run_night, take
from tests.mirrors import build_mirror
from tests.warehouse.test_retention import publish as fake_edition
from warehouse.settings import Settings, SettingsError, read_settings
from warehouse.store.connection import writer
from warehouse.store.editions import Edition, Editions
from warehouse.store.errors import Terminated
from warehouse.store.files import write_json
from warehouse.store.locks import ending_on_sigterm, refresh_lock
from warehouse.store.nights import ExitCode, Night, Nights
from warehouse.store.paths import Home


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    mirror = build_mirror(tmp_path / "mirror", "cordis")
    return read_settings(home=tmp_path / "home", mirror=mirror, as_of="2026-03-15", environment={})


def last_night(settings: Settings) -> Night:
    return Nights(Home(settings.home)).all()[-1]


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _end_in_a_statement() -> None:
    threading.Timer(0.3, _end).start()
    duckdb.sql("select sum(a.range * b.range) from range(1000000) as a, range(1000000) as b").fetchall()


@pytest.mark.parametrize(
    ("called", "step", "end"),
    [
        pytest.param("pipelines.nightly.loading.load_source", "load", _end, id="between-statements"),
        pytest.param("pipelines.nightly.steps.take", "begin", _end_in_a_statement, id="in-a-statement"),
    ],
)
def test_sigterm_ends_a_night_with_a_record_and_frees_what_it_held(
    settings: Settings, called: str, step: str, end: Callable[[], None]
) -> None:
    home, before = Home(settings.home), signal.getsignal(signal.SIGTERM)
    with patch(called, side_effect=lambda *_, **__: end()), pytest.raises(Terminated):
        run_night(Order(settings=settings))

    assert (last_night(settings).exit_code, last_night(settings).message) == (
        ExitCode.ERROR,
        f"{step}: ended by SIGTERM",
    )
    with refresh_lock(home), writer(home.build_database, wait_seconds=0):
        pass
    assert signal.getsignal(signal.SIGTERM) == before


def test_sigterm_ends_what_a_night_started() -> None:
    started = subprocess.Popen
    children: list[subprocess.Popen[bytes]] = []

    def start(*arguments: object, **more: object) -> subprocess.Popen[bytes]:
        children.append(started(*arguments, **more))  # type: ignore[call-overload]
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        return children[-1]

    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    try:
        with patch("subprocess.Popen", side_effect=start), pytest.raises(Terminated), ending_on_sigterm():
            subprocess.run(["sleep", "60"], check=False)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert children[0].poll() == -signal.SIGKILL


def test_process_that_swallows_sigterm_is_ended_all_the_same() -> None:
    with (
        patch("warehouse.store.locks.SECONDS_TO_END", 0.05),
        patch("warehouse.store.locks.os._exit") as ended,
        ending_on_sigterm(),
    ):
        with contextlib.suppress(Terminated):
            os.kill(os.getpid(), signal.SIGTERM)
        deadline = time.monotonic() + 30
        while not ended.called and time.monotonic() < deadline:
            time.sleep(0.01)

    ended.assert_called_once_with(1)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device", "/data/x"), id="the system"),
        pytest.param(duckdb.IOException("Could not write file: No space left on device"), id="DuckDB"),
    ],
)
def test_full_disk_is_said_with_the_place_and_what_is_free(settings: Settings, error: Exception) -> None:
    with patch("pipelines.nightly.loading.load_source", side_effect=error):
        ended = run_night(Order(settings=settings))

    assert ended.exit_code == ExitCode.ERROR
    assert "No space left on device" in ended.message
    assert f"{settings.home} has " in ended.message
    assert "interregio prune --dry-run" in ended.message


def test_disk_that_takes_no_record_either_is_said_to_whoever_watches(settings: Settings) -> None:
    told: list[str] = []
    with (
        patch("pipelines.nightly.loading.load_source", side_effect=OSError(errno.ENOSPC, "No space left on device")),
        patch.object(Ledger, "finish", side_effect=OSError(errno.ENOSPC, "No space left on device", "nights/x.json")),
        patch.object(Nights, "queue"),
    ):
        ended = run_night(Order(settings=settings, watcher=Watcher(warn=told.append)))

    assert ended.exit_code == ExitCode.ERROR
    assert any("nights/x.json" in line for line in told)


def test_night_does_not_begin_to_load_without_room_for_its_edition(settings: Settings) -> None:
    with patch("warehouse.store.retention.free_bytes", return_value=2**20):
        ended = run_night(Order(settings=settings))

    assert "expected 256 MiB free for an edition, got 1 MiB" in ended.message
    assert not list(Home(settings.home).published.glob("*"))


def test_spoilt_build_database_is_made_again_and_that_is_said(settings: Settings) -> None:
    database = Home(settings.home).build_database
    database.parent.mkdir(parents=True)
    database.write_bytes(b"no database" * 2000)
    with patch("pipelines.nightly.demo.generate_demo", side_effect=KeyError("far enough")):
        ended = run_night(Order(settings=settings))

    assert ended.message.startswith("demo: ")
    assert any(f"{database}: expected a database" in line for line in ended.warnings)


@pytest.mark.parametrize("name", ["blank # and 'quotes\"", "[x] {y} é"])
def test_home_may_lie_on_an_odd_path(settings: Settings, name: str) -> None:
    odd = Settings(home=settings.home / name, as_of=settings.as_of, mirror=settings.mirror)
    with patch("pipelines.nightly.demo.generate_demo", side_effect=KeyError("far enough")):
        assert run_night(Order(settings=odd)).message.startswith("demo: ")


@pytest.mark.parametrize("name", ["what?", "%41"])
def test_home_on_a_path_that_would_be_misread_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=f"home: expected a path without {name[-1:] if '?' in name else name}"):
        read_settings(home=tmp_path / name, environment={})


def edition(as_of: str) -> Edition:
    return Edition(f"{as_of}-aaaaaaaa", Path(), {}, date.fromisoformat(as_of), is_demo=False)


@pytest.mark.parametrize(
    ("as_of", "before", "served", "reason"),
    [
        pytest.param("2026-03-16", "2026-03-15-aaaaaaaa", edition("2026-03-15"), "", id="as always"),
        pytest.param("2026-03-16", "", edition("2026-03-15"), "", id="nothing was served before"),
        pytest.param("2026-03-16", "2026-03-15-aaaaaaaa", None, "", id="nothing is served"),
        pytest.param(
            "2024-02-29", "2026-03-15-aaaaaaaa", edition("2026-03-15"), "a later date than 2024-02-29", id="leap day"
        ),
        pytest.param("2026-03-16", "2026-03-15-aaaaaaaa", edition("2026-03-14"), "while the night ran", id="rollback"),
    ],
)
def test_edition_is_held_back_where_it_would_undo_what_somebody_chose(
    as_of: str, before: str, served: Edition | None, reason: str
) -> None:
    night = Night(id="x", as_of=date.fromisoformat(as_of), started_at="", served_before=before)

    found = reason_to_hold_back(night, served)
    assert reason in found
    assert bool(found) == bool(reason)


@pytest.fixture
def publish_with(settings: Settings) -> Callable[[str, Callable[[Home], object]], tuple[Ledger, list[str]]]:
    """Takes the first and the last step of a night; something happens to the home in between."""

    def play(as_of: str, meanwhile: Callable[[Home], object]) -> tuple[Ledger, list[str]]:
        told: list[str] = []
        night = Settings(home=settings.home, as_of=date.fromisoformat(as_of))
        ledger = Ledger.begin(Order(settings=night, watcher=Watcher(warn=told.append)))
        take(BEGIN, ledger)
        meanwhile(ledger.home)

        def make(
            home: Home, facts: object, write_exports: object, hold_back: Callable[[Edition | None], str]
        ) -> Edition:
            del facts, write_exports
            folder = home.published / f"{as_of}-bbbbbbbb"
            write_json(
                folder / "manifest.json", {"edition": folder.name, "as_of": as_of, "is_demo": False, "files": {}}
            )
            (folder / "interregio.duckdb").touch()
            return Editions(home).serve(folder.name, hold_back)

        with (
            patch("pipelines.nightly.publishing.publish_edition", side_effect=make),
            patch("pipelines.nightly.publishing.carried_base", return_value=None),
            patch("pipelines.nightly.publishing.read_dictionary", return_value=None),
        ):
            publish(ledger)
        return ledger, told

    fake_edition(Home(settings.home), "2026-03-14")
    fake_edition(Home(settings.home), "2026-03-15")
    return play


def test_night_for_an_earlier_date_makes_its_edition_and_leaves_what_is_served(
    publish_with: Callable[[str, Callable[[Home], object]], tuple[Ledger, list[str]]],
) -> None:
    ledger, told = publish_with("2024-02-29", lambda _: None)

    assert Editions(ledger.home).served() == edition_of(ledger.home, "2026-03-15-aaaaaaaa")
    assert (ledger.night.made, ledger.night.is_published) == ("2024-02-29-bbbbbbbb", False)
    assert "2024-02-29 is before 2026-03-15-aaaaaaaa" in told[0]
    assert "made and not served" in told[1]


def test_rollback_while_a_night_runs_stands(
    publish_with: Callable[[str, Callable[[Home], object]], tuple[Ledger, list[str]]],
) -> None:
    ledger, told = publish_with("2026-03-16", lambda home: Editions(home).serve("2026-03-14-aaaaaaaa"))

    assert Editions(ledger.home).served() == edition_of(ledger.home, "2026-03-14-aaaaaaaa")
    assert "2026-03-14-aaaaaaaa was put in the place of 2026-03-15-aaaaaaaa while the night ran" in told[0]
    again, _ = publish_with("2026-03-16", lambda _: None)
    assert again.night.is_published, "the next night serves its own"


def edition_of(home: Home, name: str) -> Edition:
    return next(one for one in Editions(home).all() if one.edition_id == name)

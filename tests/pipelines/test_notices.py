"""Notices: once for each change, on every channel, and no channel ends a night."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_string, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipelines.nightly.ledger import Ledger, Order
from pipelines.nightly.messages.notices import NOTICES, TOLD, notify
from tests.pipelines.conftest import Mailbox, mail_to
from warehouse.settings import Settings, read_settings
from warehouse.store.nights import ExitCode, Night, Nights, SourceStatus, Status
from warehouse.store.paths import Home

GOOD = SourceStatus(source="cordis", status=Status.NEW, rows=3, last_arrived_on="2026-08-09")
FAILED = replace(GOOD, status=Status.FAILED, message="cordis: expected a ZIP archive, came HTML")


class _Hook(BaseHTTPRequestHandler):
    taken: list[dict[str, object]]
    status = 200

    def do_POST(self) -> None:
        type(self).taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    _Hook.taken, _Hook.status = [], 200
    with HTTPServer(("127.0.0.1", 0), _Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(home=tmp_path, as_of="2026-08-10", environment={})


def _night(number: int, *statuses: SourceStatus, exit_code: int = ExitCode.OK, message: str = "published") -> Night:
    return Night(
        id=f"2026-08-10-{number:02d}",
        as_of=date(2026, 8, 10),
        started_at="2026-08-10T01:30:00+00:00",
        exit_code=exit_code,
        message=message,
        edition="2026-08-09-aaaaaaaa",
        sources={status.source: status for status in statuses},
    )


def _say(settings: Settings, *nights: Night) -> list[tuple[str, str]]:
    home = Home(settings.home)
    home.nights.mkdir(exist_ok=True)
    for night in nights:
        notify(home, settings, night, lambda line: None)
    path = home.nights / NOTICES
    kept = path.read_text().splitlines() if path.exists() else []
    return [(notice["subject"], notice["kind"]) for notice in map(json.loads, kept)]


def test_load_that_ends_well_is_no_word_on_the_night_of_the_machine_that_builds(settings: Settings) -> None:
    Nights(Home(settings.home)).begin(date(2026, 8, 9))
    whole = Order(settings=settings)
    load = Order(settings=settings, is_loading_only=True, asked=frozenset({"cordis"}))
    for order, exit_code in (
        (whole, ExitCode.GATE_CLOSED),
        (load, ExitCode.OK),
        (whole, ExitCode.GATE_CLOSED),
        (whole, ExitCode.OK),
    ):
        Ledger.begin(order).finish(exit_code, "ended")
    kept = (settings.home / "nights" / NOTICES).read_text().splitlines()
    said = [(notice["subject"], notice["kind"]) for notice in map(json.loads, kept)]
    assert said == [("night", "gate closed"), ("night", "recovered")]


def test_backfill_tells_of_no_recovery_and_leaves_what_the_newest_night_said(settings: Settings) -> None:
    for as_of, status, exit_code in (
        ("2026-08-10", FAILED, ExitCode.SOURCE_FAILED),
        ("2026-08-01", GOOD, ExitCode.GATE_CLOSED),
        ("2026-08-01", GOOD, ExitCode.OK),
        ("2026-08-11", FAILED, ExitCode.SOURCE_FAILED),
        ("2026-08-12", GOOD, ExitCode.OK),
    ):
        ledger = Ledger.begin(Order(settings=replace(settings, as_of=date.fromisoformat(as_of))))
        ledger.save(sources={"cordis": status})
        ledger.finish(exit_code, "ended")
    notices = map(json.loads, (settings.home / "nights" / NOTICES).read_text().splitlines())
    assert [(notice["night"], notice["subject"], notice["kind"]) for notice in notices] == [
        ("2026-08-10-01", "cordis", "failed"),
        ("2026-08-01-01", "night", "gate closed"),
        ("2026-08-12-01", "cordis", "recovered"),
    ]


@pytest.mark.parametrize(
    ("nights", "said"),
    [
        pytest.param([_night(1, GOOD), _night(2, GOOD)], [], id="well"),
        pytest.param([_night(1, FAILED), _night(2, FAILED)], [("cordis", "failed")], id="failed for two nights"),
        pytest.param(
            [_night(1, FAILED), _night(2, replace(FAILED, is_stale=True)), _night(3, GOOD), _night(4, GOOD)],
            [("cordis", "failed"), ("cordis", "stale"), ("cordis", "recovered")],
            id="failed, then stale, then well",
        ),
        pytest.param(
            [_night(1, FAILED), _night(2, exit_code=1), _night(3, FAILED, exit_code=4), _night(4, FAILED)],
            [("cordis", "failed"), ("night", "night failed"), ("night", "gate closed"), ("night", "recovered")],
            id="a night that came to no source",
        ),
    ],
)
def test_a_change_is_said_once(settings: Settings, nights: list[Night], said: list[tuple[str, str]]) -> None:
    assert _say(settings, *nights) == said


def test_every_channel_names_source_check_rows_last_good_date_and_next_step(
    settings: Settings, mailbox: Mailbox, hook: HTTPServer
) -> None:
    port, mail = hook.server_address[1], mail_to(mailbox.server_address[1])
    configured = replace(
        settings, mail=replace(mail, operators=("op@example.org",)), webhook=f"http://127.0.0.1:{port}/x"
    )
    _say(configured, _night(1, FAILED))
    letter = message_from_string(mailbox.letters[0], policy=policy.default)
    assert (letter["To"], letter["Subject"]) == ("op@example.org", "Interregio: cordis failed")
    for said in (letter.get_content().replace("\n ", ""), _Hook.taken[0]["text"]):
        for part in (
            "cordis: failed",
            "check: arrived",
            FAILED.message,
            "rows served: 3",
            "last good: 2026-08-09",
            "`interregio refresh --source cordis`",
        ):
            assert part in said  # type: ignore[operator]


def test_dead_channels_are_warned_of_end_no_night_and_hear_of_it_later(
    settings: Settings, mailbox: Mailbox, hook: HTTPServer
) -> None:
    _Hook.status = 500
    secret = f"http://127.0.0.1:{hook.server_address[1]}/hush?token=hush"
    dead = replace(settings, mail=replace(mail_to(1), port=1), webhook=secret)
    ledger = Ledger.begin(Order(settings=dead))
    ledger.note_status(FAILED)
    night = ledger.finish(ExitCode.SOURCE_FAILED, "published")
    assert night.exit_code == ExitCode.SOURCE_FAILED
    warnings = Nights(Home(settings.home)).get(night.id).warnings
    assert [line.partition(": ")[2].split(":")[0] for line in warnings] == [
        "not sent by 127.0.0.1",
        "not taken by the webhook of 127.0.0.1",
    ]
    assert "hush" not in "".join(warnings)
    assert "cordis: failed" in (settings.home / "nights" / f"{night.id}.log").read_text()
    _Hook.status = 200
    well = replace(dead, mail=mail_to(mailbox.server_address[1]))
    assert _say(well, replace(night, id="2026-08-11-01")) == [("cordis", "failed")]
    assert len(mailbox.letters) == 1
    assert len(_Hook.taken) == 2


def test_damaged_memory_is_set_aside_and_says_too_much_rather_than_nothing(settings: Settings) -> None:
    (settings.home / "nights").mkdir()
    (settings.home / "nights" / TOLD).write_text("[1]")
    assert _say(settings, _night(1, FAILED)) == [("cordis", "failed")]

"""Serving: ready when it says so, on the loopback address, and not at all without an edition."""

from __future__ import annotations

import queue
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboards.answers import Sent
from dashboards.app import create_app
from dashboards.domains import NAVIGATION
from dashboards.serve import keep_warm, serve
from tests.dashboards.conftest import copy_edition
from warehouse.store.errors import NoEditionError
from warehouse.store.reader import Reader


def test_server_answers_at_the_address_it_names(home: Path) -> None:
    ready: queue.Queue[str] = queue.Queue()
    threading.Thread(target=partial(serve, home, port=0, workers=1, on_ready=ready.put), daemon=True).start()
    address = ready.get(timeout=30)
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{address}export/partnerships.csv", timeout=30) as answer:
        assert answer.status == 200
        assert answer.read().startswith(b"partnership_id,")


def test_server_refuses_to_start_without_an_edition(tmp_path: Path) -> None:
    with pytest.raises(NoEditionError, match="interregio refresh"):
        serve(tmp_path, port=0)


def test_pages_of_a_new_edition_are_made_before_anybody_asks(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.serve._LOOK_SECONDS", 0.01)
    first = copy_edition((home / "published" / "current").resolve(), tmp_path, "first")
    reader, stop = Reader(tmp_path), threading.Event()
    app = create_app(reader)
    make, made = app.state.pages.make, []

    def note(path: str, *asked: object, **told: object) -> Sent:
        sent: Sent = make(path, *asked, **told)
        made.append((reader.served_id, path, sent.status))
        if len(made) == len(NAVIGATION):
            copy_edition(first, tmp_path, "second")
        if len(made) == 2 * len(NAVIGATION):
            stop.set()
        return sent

    app.state.pages.make = note
    keep_warm(app, stop)
    reader.close()
    assert made == [
        (edition, path, 200) for edition in ("first", "second") for path in (route.path for route in NAVIGATION)
    ]


@pytest.fixture
def served(home: Path) -> Iterator[str]:
    """The address of the command itself, with the processes it starts."""
    code = (
        "from pathlib import Path; from dashboards.serve import serve; "
        f"serve(Path({str(home)!r}), port=0, on_ready=lambda address: print(address, flush=True))"
    )
    # In a group of its own: workers are children of the process and end with it.
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_five_hundred_idle_connections_shut_nobody_out(served: str) -> None:
    with urllib.request.urlopen(f"{served}quality", timeout=30) as answer:
        assert answer.status == 200
    place = urlsplit(served)
    idle = [socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=30) for _ in range(500)]
    try:
        for _ in range(5):
            with urllib.request.urlopen(f"{served}partnerships", timeout=5) as answer:
                assert answer.status == 200
    finally:
        for connection in idle:
            connection.close()

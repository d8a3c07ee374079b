"""Serving: ready when it says so, on the loopback address, and not at all without an edition."""

from __future__ import annotations

import queue
import threading
import urllib.request
from contextvars import copy_context
from functools import partial
from pathlib import Path

import pytest

from dashboards.serve import serve
from warehouse.store.errors import NoEditionError


def test_server_answers_at_the_address_it_names(home: Path) -> None:
    ready: queue.Queue[str] = queue.Queue()
    # Dash keeps a variable of the main thread's context, which another thread must be given.
    run = partial(copy_context().run, serve, home, port=0, on_ready=ready.put)
    threading.Thread(target=run, daemon=True).start()
    address = ready.get(timeout=30)
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{address}export/partnerships.csv", timeout=30) as answer:
        assert answer.status == 200
        assert answer.read().startswith(b"partnership_id,")


def test_server_refuses_to_start_without_an_edition(tmp_path: Path) -> None:
    with pytest.raises(NoEditionError, match="interregio refresh"):
        serve(tmp_path, port=0)

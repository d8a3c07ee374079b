"""Serves the dashboards on one machine: a few processes on one socket, by default on the loopback address.

What is served is put together in `app.py`. Who may reach it from outside is a proxy's business.
"""

import asyncio
import gc
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from dashboards.access.health import StatusRecord
from dashboards.access.people import is_loopback
from dashboards.answers import give_back
from dashboards.app import create_app
from dashboards.domains import NAVIGATION
from dashboards.serving import Pages
from dashboards.words import read_words
from warehouse.products.statements import Statements
from warehouse.settings import SESSION_SECRET, read_metrics_addresses, read_sign_in
from warehouse.store.reader import STATEMENT_SECONDS, Reader

WORKERS = 2
_BACKLOG = 2048
_HOME, _EDITABLE = "INTERREGIO_SERVED_HOME", "INTERREGIO_SERVED_EDITABLE"
"""What a worker needs to know: it starts as a process of its own and takes nothing else along."""
_LOOK_SECONDS = 2.0
"""Between two looks whether another edition is served or another day has begun."""
_LOG = logging.getLogger(__name__)


def serve(
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8050,
    *,
    workers: int = WORKERS,
    worker_app: str = "dashboards.serve:make_worker_app",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the edition published under `home` until the process is stopped.

    Args:
        home: the folder that holds `published/`.
        host: address to listen on.
        port: 0 takes any free one.
        workers: processes that answer; with one, this process does.
        worker_app: module and name of the function that makes a worker's application.
        on_ready: called with the address once pages can be asked for.

    Raises:
        NoEditionError: nothing is published.
        OSError: the address is taken.
        SettingsError: the way to sign in lacks something, or addresses that may have metrics are none.
    """
    sign_in = read_sign_in()
    read_metrics_addresses()  # before any worker does
    # Forms that one worker gave are taken by another.
    os.environ.setdefault(SESSION_SECRET, secrets.token_hex())
    reader = Reader(home, STATEMENT_SECONDS)
    edition = reader.edition
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}/"
    _LOG.info("serving edition %s at %s", edition.edition_id, address)
    if workers == 1:
        app = create_app(reader, is_editable=is_loopback(host), sign_in=sign_in)
        warm(app)
        threading.Thread(target=keep_warm, args=(app,), daemon=True).start()
        if on_ready is not None:
            on_ready(address)
        uvicorn.Server(_config(app)).run(sockets=[listener])
        return
    reader.close()
    os.environ |= {_HOME: str(home.resolve()), _EDITABLE: "yes" if is_loopback(host) else ""}
    # With a store of freed memory for each thread, each would keep what its largest answer took.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    # What is larger goes back to the machine as soon as it is freed; otherwise the bound grows with each large answer.
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", "262144")
    # That of Polars would hand back what it freed only where the machine is short of it.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:500,muzzy_decay_ms:0")
    config = _config(worker_app, workers=workers, factory=True)
    if on_ready is not None:
        # The socket listens already: who asks early waits for the first worker and is not turned away.
        on_ready(address)
    Multiprocess(config, sockets=[listener]).run()


def make_worker_app(statements: Statements | None = None, status: StatusRecord | None = None) -> Starlette:
    """The application of one worker process; pages of each edition and day are made beforehand, in the background."""
    reader = Reader(Path(os.environ[_HOME]), STATEMENT_SECONDS)
    app = create_app(
        reader, is_editable=bool(os.environ[_EDITABLE]), statements=statements, status=status, sign_in=read_sign_in()
    )
    threading.Thread(target=keep_warm, args=(app,), daemon=True).start()
    return app


def warm(app: Starlette) -> None:
    """Makes every page of the navigation once, so that the first reader waits for no imports, words and queries."""
    pages: Pages = app.state.pages
    read_words()
    # Who comes through a proxy may not write where those at the machine may.
    for writer in dict.fromkeys((None, pages.people.local)):
        for route in NAVIGATION:
            pages.make(route.path, [], writer=writer)


def keep_warm(app: Starlette, stop: threading.Event | None = None) -> None:
    """Warms the application for each edition and each day, and gives back what pages took, until it is to stop."""
    pages: Pages = app.state.pages
    stop = stop or threading.Event()
    warmed = None
    while not stop.is_set():
        shown = pages.now()
        if shown != warmed:
            warm(app)
            warmed = shown
            # Read only where a consortium is looked for: its first reader need not wait for that.
            import_module("scipy.optimize")
            # What is loaded stays: looking through it for garbage takes a tenth of the time of a page.
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        give_back()
        stop.wait(_LOOK_SECONDS)


class _Impatient(HttpToolsProtocol):
    """Ends a connection that asks for nothing; the server itself waits for a first request without end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits as long as between two requests."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)


def _config(app: Starlette | str, *, workers: int = 1, factory: bool = False) -> uvicorn.Config:
    # Forwarding headers stay as they came: whoever may write reviews is judged by them.
    return uvicorn.Config(
        app,
        workers=workers,
        factory=factory,
        http=_Impatient,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        log_config=None,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        backlog=_BACKLOG,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family=family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)
    return listener

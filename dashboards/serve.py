"""Serves the dashboards on one machine: a bounded thread pool, the loopback address unless told otherwise.

What is served is put together in `app.py`. Who may reach it from outside is a proxy's business.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from dash import Dash
from waitress.server import create_server

from dashboards.app import create_app
from dashboards.domains import NAVIGATION
from dashboards.funding.reviews import is_loopback
from warehouse.store.reader import Reader

THREADS = 8
_LOG = logging.getLogger(__name__)


def serve(
    home: Path, host: str = "127.0.0.1", port: int = 8050, *, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve the edition published under `home` until the process is stopped.

    Args:
        home: the folder that holds `published/`.
        host: address to listen on.
        port: 0 takes any free one.
        on_ready: called with the address once pages can be asked for.

    Raises:
        NoEditionError: nothing is published.
        OSError: the address is taken.
    """
    reader = Reader(home)
    edition = reader.edition
    app = create_app(reader, is_editable=is_loopback(host))
    warm(app)
    server = create_server(app.server, host=host, port=port, threads=THREADS, ident="interregio")
    address = f"http://{host}:{server.effective_port}/"
    _LOG.info("serving edition %s at %s", edition.edition_id, address)
    if on_ready is not None:
        on_ready(address)
    try:
        server.run()
    finally:
        server.close()
        reader.close()


def warm(app: Dash) -> None:
    """Ask for every page of the navigation once, so that the first reader does not wait for imports and queries."""
    client = app.server.test_client()
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path)
    for path in NAVIGATION:
        client.post("/_dash-update-component", json=page_request(path))


def page_request(path: str, search: str = "") -> dict[str, object]:
    """The request by which the browser asks for a page's content."""
    outputs = [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ]
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": outputs,
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
    }

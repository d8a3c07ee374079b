"""Which edition one request looks at: taken once, kept for all its queries, given back when the request ends.

Without this a page drawn while a new edition is published could mix two of them. Finding and opening editions is
`warehouse.store.reader`'s work.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g

from warehouse.store.reader import Reader, Snapshot

_READER = "interregio_reader"
_SNAPSHOT = "interregio_snapshot"


def attach_reader(server: Flask, reader: Reader) -> None:
    """Make the reader known to the server and give snapshots back at the end of every request."""
    server.extensions[_READER] = reader
    server.teardown_appcontext(_release_snapshot)


def current_snapshot() -> Snapshot:
    """The edition of this request.

    Raises:
        NoEditionError: nothing is published.
    """
    if _SNAPSHOT not in g:
        setattr(g, _SNAPSHOT, _reader().acquire())
    return cast("Snapshot", getattr(g, _SNAPSHOT))


def _reader() -> Reader:
    return cast("Reader", current_app.extensions[_READER])


def _release_snapshot(_error: BaseException | None) -> None:
    held = g.pop(_SNAPSHOT, None)
    if held is not None:
        _reader().release(held)

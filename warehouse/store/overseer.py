"""Ending statements that run too long: one overseer for all readers of a process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

_LOOK_SECONDS = 0.25


class _Overseer:
    """Interrupts statements that run too long, in one thread: a timer for each would cost more than most of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[duckdb.DuckDBPyConnection, float] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, cursor: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
        """Lets a cursor work for so long; without a number, as long as it takes."""
        if seconds is None:
            yield
            return
        with self._lock:
            self._ends[cursor] = time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._ends[cursor]

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            with self._lock:
                for cursor, end in self._ends.items():
                    if time.monotonic() > end:
                        cursor.interrupt()


OVERSEER = _Overseer()

"""Keeps what a question answered for as long as the edition is served: an edition never changes.

Bounded by bytes, so that free text in a filter cannot fill the machine. What is asked is in the modules beside this; an
answer that rests on what users said as well takes that as an argument, because it changes while an edition is served.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import polars as pl

from warehouse.store.reader import Snapshot

P = ParamSpec("P")
R = TypeVar("R")

MAX_BYTES = 256 * 1024 * 1024
_OVERHEAD = 4096
"""Of every answer beside its rows: a frame without rows weighs nothing by itself, and its question still takes room."""


class _Kept:
    """Answers by question, the longest unused dropped first once they weigh too much."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> tuple[bool, Any]:
        with self._lock:
            if key not in self._answers:
                return False, None
            self._answers.move_to_end(key)
            return True, self._answers[key]

    def put(self, key: Hashable, answer: object) -> None:
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += _weigh(answer)
            while self._bytes > self._max_bytes and len(self._answers) > 1:
                self._bytes -= _weigh(self._answers.popitem(last=False)[1])


_KEPT = _Kept(MAX_BYTES)


def cached_by_edition(
    query: Callable[Concatenate[Snapshot, P], R],
) -> Callable[Concatenate[Snapshot, P], R]:
    """Ask the edition once per set of arguments; arguments must be hashable, answers must not be altered."""

    @wraps(query)
    def ask(snapshot: Snapshot, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (
            snapshot.edition.directory,
            query.__module__,
            query.__qualname__,
            args,
            tuple(sorted(kwargs.items())),
        )
        found, answer = _KEPT.get(key)
        if not found:
            answer = query(snapshot, *args, **kwargs)
            _KEPT.put(key, answer)
        return cast("R", answer)

    return cast("Callable[Concatenate[Snapshot, P], R]", ask)


def _weigh(answer: object) -> int:
    return _OVERHEAD + (int(answer.estimated_size()) if isinstance(answer, pl.DataFrame) else 0)

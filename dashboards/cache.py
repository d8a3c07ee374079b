"""Keeps what was answered for as long as the edition is served: an edition never changes.

Bounded by bytes, so that free text in a filter cannot fill the machine. Frames are kept compressed: one as it came from
a query holds on to several times the memory it says. What users said about matches changes while an edition is served:
an answer that rests on it takes it as an argument.
"""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

import polars as pl

from warehouse.products.matches.reviews import Reviews, current_reviews
from warehouse.products.matches.state import MatchState
from warehouse.store.reader import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")

MAX_BYTES = 32 * 1024 * 1024
_OVERHEAD = 4096
"""Of every answer beside its rows: a frame without rows weighs nothing by itself, and its question still takes room."""


class Kept(Generic[A]):
    """Answers by question, the longest unused dropped first once they weigh too much."""

    def __init__(self, max_bytes: int, weigh: Callable[[A], int]) -> None:
        """Takes the bound and what one answer weighs, in bytes."""
        self._max_bytes = max_bytes
        self._weigh = weigh
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, A] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> A | None:
        """The answer kept for a question; None where none is."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def put(self, key: Hashable, answer: A) -> None:
        """Keeps an answer; the first one stays."""
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += self._weigh(answer) + _OVERHEAD
            while self._bytes > self._max_bytes and len(self._answers) > 1:
                self._bytes -= self._weigh(self._answers.popitem(last=False)[1]) + _OVERHEAD


def _pack(answer: object) -> bytes | tuple[Any]:
    if not isinstance(answer, pl.DataFrame):
        return (answer,)
    packed = io.BytesIO()
    answer.write_ipc(packed, compression="zstd")
    return packed.getvalue()


_KEPT: Kept[bytes | tuple[Any]] = Kept(MAX_BYTES, lambda packed: len(packed) if isinstance(packed, bytes) else 0)


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
        found = _KEPT.get(key)
        if found is None:
            answer = query(snapshot, *args, **kwargs)
            _KEPT.put(key, _pack(answer))
            return answer
        return cast("R", pl.read_ipc(found) if isinstance(found, bytes) else found[0])

    return cast("Callable[Concatenate[Snapshot, P], R]", ask)


_REVIEWS: Kept[Reviews] = Kept(16 * 1024 * 1024, lambda reviews: int(reviews.frame.estimated_size()))


def reviews_now(snapshot: Snapshot) -> Reviews:
    """What users said about matches, read again only when their file has changed."""
    path = MatchState(snapshot.home).path
    # What was said last may still stand in the log beside the file.
    stamps = tuple(_stamp(str(path) + ending) for ending in ("", "-wal"))
    found = _REVIEWS.get((snapshot.edition.directory, stamps))
    if found is None:
        found = current_reviews(snapshot)
        _REVIEWS.put((snapshot.edition.directory, stamps), found)
    return found


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size

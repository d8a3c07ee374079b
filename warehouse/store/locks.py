"""The locks that let one refresh run at a time on one home, and one load of a source beside loads of others.

The operating system frees it when its holder dies, however it dies. The database's own lock is dealt
with in ``warehouse.store.connection``.
"""

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

import filelock

from warehouse.store.errors import BusyError, Terminated
from warehouse.store.paths import Home

SECONDS_TO_END = 30.0
"""After SIGTERM; a service manager kills after 90 by default."""


@contextmanager
def refresh_lock(home: Home, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Holds the home's refresh lock; the same process may enter again.

    Raises:
        BusyError: another refresh holds it longer than we were ready to wait.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(home.refresh_lock, is_singleton=True)
    try:
        with lock.acquire(timeout=wait_seconds):
            yield
    except filelock.Timeout as error:
        raise BusyError(
            f"{home.refresh_lock}: another refresh is running on this home; waited {wait_seconds:.0f} s"
        ) from error


@contextmanager
def ending_on_sigterm() -> Iterator[threading.Event]:
    """Lets SIGTERM end the block by ``Terminated``, so that what it started ends with it and what it held is freed.

    Yields:
        What is set once SIGTERM came: a library may tell of it as of an error of its own.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    # A finaliser may swallow what is raised in it, and a library may come back late: the process ends all the same.
    last_resort = threading.Timer(SECONDS_TO_END, os._exit, [1])
    last_resort.daemon = True

    def end(*_: object) -> None:
        asked.set()
        if not last_resort.is_alive():
            last_resort.start()
        raise Terminated(1)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield asked
    finally:
        last_resort.cancel()
        signal.signal(signal.SIGTERM, before)


@contextmanager
def loading_locks(home: Home, sources: Iterable[str], *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Holds the lock of each of these sources: whoever builds holds all, so that no table moves under it.

    Raises:
        BusyError: another process loads one of them, or builds, for longer than we were ready to wait.
    """
    with ExitStack() as held:
        for source in sorted(sources):
            path = home.raw / source / "loading.lock"
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                held.enter_context(filelock.FileLock(path).acquire(timeout=wait_seconds))
            except filelock.Timeout as error:
                raise BusyError(f"{path}: {source} is being loaded or built; waited {wait_seconds:.0f} s") from error
        yield


@contextmanager
def building_locks(
    home: Home, sources: Iterable[str], *, wait_seconds: float = 0.0, load_seconds: float = 0.0
) -> Iterator[None]:
    """Holds what whoever builds, sweeps or prunes must hold: the home's lock, and those of all its sources.

    With the first alone, another machine could be landing a file that looks like one that nothing rests on.

    Args:
        home: whose.
        sources: names of all there are.
        wait_seconds: for another refresh to end.
        load_seconds: for the load of each source to end.

    Raises:
        BusyError: somebody else holds one of them for longer.
    """
    with refresh_lock(home, wait_seconds=wait_seconds), loading_locks(home, sources, wait_seconds=load_seconds):
        yield

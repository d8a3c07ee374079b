"""One night in a process of its own that has everything imported, and what is looked at afterwards."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from unittest.mock import patch

from pipelines.nightly import building, enriching, loading, publishing, steps
from pipelines.nightly.code_version import code_version
from pipelines.nightly.ledger import Order, Watcher
from pipelines.nightly.project import ensure_manifest
from pipelines.orchestration.history import report_home
from tests.faults.night import IMPATIENT
from tests.mirrors import pack_archive, read_archive
from warehouse.settings import Settings
from warehouse.store.editions import Editions, find_damage, read_edition
from warehouse.store.errors import NoEditionError
from warehouse.store.paths import Home
from warehouse.store.retention import find_surplus

IMPORTED = (building, enriching, loading, publishing)
"""A night imports them when it needs them; a night that is forked from here has them."""
ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"
_WHOLE: set[tuple[tuple[str, int], ...]] = set()
_FORK = multiprocessing.get_context("fork")


def fork(work: Callable[[], object]) -> BaseProcess:
    """A process that does the work and ends with the number that it gives."""
    ensure_manifest()
    code_version()
    process = _FORK.Process(target=lambda: os._exit(int(work() or 0)))  # type: ignore[call-overload]
    process.start()
    return process


def settings_of(home: Home, mirror: Path, as_of: date) -> Settings:
    """A night on a mirror."""
    return Settings(home=home.root, as_of=as_of, mirror=mirror)


def night(settings: Settings, log: Path, *, killed_in: str = "", after: float = 0.0) -> int:
    """Plays a whole night as ``interregio refresh`` does; gives its exit code.

    Args:
        settings: of the night.
        log: takes what its operator is told.
        killed_in: a step, or a function by its dotted name; some seconds after it begins, the process kills itself.
        after: these seconds.
    """
    with ExitStack() as stack, log.open("a", encoding="utf-8") as said:
        if killed_in:
            stack.enter_context(_killing(killed_in, after))
        order = Order(
            settings=settings, limits=IMPATIENT, watcher=Watcher(warn=lambda line: print(line, file=said, flush=True))
        )
        ended = steps.run_night(order, report_home)
        print(f"{ended.id}: {ended.exit_code} {ended.message}", file=said)
        return 1 if ended.exit_code is None else ended.exit_code


def _killing(place: str, after: float) -> ExitStack:
    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    stack = ExitStack()
    if "." in place:
        stack.enter_context(patch(place, side_effect=lambda *_, **__: kill()))
        return stack
    known = {step.name: step for step in (steps.BEGIN, *steps.STEPS)}
    take = steps.take

    def take_or_die(step: steps.Step, ledger: object) -> None:
        if step.name == known[place].name:
            threading.Timer(after, kill).start()
        take(step, ledger)  # type: ignore[arg-type]

    stack.enter_context(patch("pipelines.nightly.steps.take", take_or_die))
    return stack


def bring_news(mirror: Path, number: int) -> None:
    """The publisher's archive says something else, with as many rows as before."""
    members = read_archive(mirror / ARCHIVE)
    first, *rest = members["topics.csv"].split(b"\n", 1)
    text = rest[0].split(b" (revision")[0].rstrip().removesuffix(b'"')
    revised = first + b"\n" + text + f' (revision {number})"\n'.encode()
    pack_archive(mirror / ARCHIVE, {**members, "topics.csv": revised})


def broken_editions(home: Home) -> Iterator[str]:
    """Folders that stand among the editions and are not whole, or are not what was published; and nothing served."""
    for folder in sorted(home.published.glob("[0-9]*")):
        try:
            edition = read_edition(folder)
        except NoEditionError as error:
            yield str(error)
            continue
        # Bytes that were looked at and have not been written since are the same.
        written = tuple(sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*")))
        if written not in _WHOLE:
            yield from (damages := find_damage(edition))
            if not damages:
                _WHOLE.add(written)
    if Editions(home).served() is None:
        yield "nothing is served"


def scratch(home: Home, now: datetime | None = None) -> list[str]:
    """What no rule keeps and no process is writing: parts, half downloads, spilt data, a log of the database."""
    left = [str(path) for path in home.root.rglob("*.part")]
    left += [str(surplus.path) for surplus in find_surplus(home, now)]
    return left + [str(path) for path in home.build_database.parent.glob("*") if path != home.build_database]


def rows_of(home: Home) -> dict[str, int]:
    """Rows of every table of the edition being served."""
    served = Editions(home).served()
    return dict(served.manifest["tables"]) if served else {}

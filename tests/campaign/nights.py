"""Two stretches of nights by a clock of their own, over each change of the hour, with faults drawn from a seed."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console

from tests.campaign.play import ARCHIVE, bring_news, broken_editions, fork, night, scratch
from tests.mirrors import build_mirror, pack_archive, read_archive
from warehouse.settings import BRUSSELS, Settings, read_settings
from warehouse.store.editions import Editions
from warehouse.store.nights import Nights
from warehouse.store.paths import Home
from warehouse.store.retention import KEPT, disk_use, in_words

STRETCHES = (datetime(2026, 3, 20, 2, 30), datetime(2026, 10, 16, 2, 30))  # noqa: DTZ001 - Brussels' own time
"""First nights, by Brussels' clock: in the first stretch 02:30 is missing once, in the second it comes twice."""
UNREACHABLE = "http://127.0.0.1:9"
OUT = Console(soft_wrap=True, highlight=False)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong on a night.

    Attributes:
        exit_code: what the scheduler is to hear; negative where the night is killed.
        cordis: status of CORDIS after it.
        is_published: whether an edition for the night's date is served after it.
        spoil: does it, before the night, to home and mirror.
        url: where CORDIS is read instead of the mirror.
        killed_in: step in which the night is killed.
    """

    exit_code: int
    cordis: str
    is_published: bool = True
    spoil: Callable[[Home, Path], object] = lambda home, mirror: None
    url: str = ""
    killed_in: str = ""


def _lose_rows(home: Home, mirror: Path) -> None:
    del home
    members = read_archive(mirror / ARCHIVE)
    lines = members["organization.csv"].splitlines(keepends=True)
    pack_archive(mirror / ARCHIVE, {**members, "organization.csv": b"".join(lines[: len(lines) // 2])})


FAULTS = {
    "quiet": Fault(0, "unchanged"),
    "news": Fault(0, "new", spoil=lambda home, mirror: bring_news(mirror, len(Nights(home).all()))),
    "publisher gone": Fault(3, "failed_last_good_kept", url=UNREACHABLE),
    "archive cut off": Fault(
        3,
        "failed_last_good_kept",
        spoil=lambda home, mirror: (mirror / ARCHIVE).write_bytes((mirror / ARCHIVE).read_bytes()[:-200]),
    ),
    "rows lost": Fault(3, "held", spoil=_lose_rows),
    "killed while building": Fault(-9, "unchanged", is_published=False, killed_in="publishable"),
    "killed while publishing": Fault(-9, "unchanged", is_published=False, killed_in="publish"),
    "no disk": Fault(1, "unchanged", is_published=False),
    "served edition gone": Fault(0, "unchanged", spoil=lambda home, mirror: shutil.rmtree(home.current.resolve())),
    "record damaged": Fault(
        0, "unchanged", spoil=lambda home, mirror: sorted(home.nights.glob("2*.json"))[-1].write_text("{")
    ),
}
WEIGHTS = (4, 4, 2, 1, 1, 1, 1, 1, 1, 1)


def run(folder: Path, count: int, seed: int) -> int:
    """Plays so many nights from each beginning; prints a table, gives 1 if anything was not as expected."""
    rows, drawn = [], random.Random(seed)
    for begin in STRETCHES:
        place = folder / f"{begin:%Y-%m}"
        shutil.rmtree(place, ignore_errors=True)
        good = build_mirror(place / "good", "cordis", "funding_tenders", "regions")
        for number, now in enumerate(_moments(begin, count)):
            name = "first" if number == 0 else drawn.choices([*FAULTS], WEIGHTS)[0]
            rows.append(_play(place, good, now, name))
            OUT.print(*rows[-1].values(), sep=" | ")
    OUT.print("\n".join(_draw(rows)))
    return 1 if any(row["not as expected"] for row in rows) else 0


def _moments(begin: datetime, count: int) -> Iterator[datetime]:
    """When a timer for 02:30 in Brussels goes off: at 03:30 where there is none, and twice where it comes twice."""
    for day in range(count):
        local = (begin + timedelta(days=day)).replace(tzinfo=BRUSSELS)
        twice = {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
        is_missing = local.astimezone(UTC).astimezone(BRUSSELS).hour != local.hour
        yield from sorted(twice)[-1:] if is_missing else sorted(twice)


def _play(place: Path, good: Path, now: datetime, name: str) -> dict[str, Any]:
    home, mirror = Home(place / "home"), place / "mirror"
    fault = Fault(0, "new") if name == "first" else FAULTS[name]
    shutil.rmtree(mirror, ignore_errors=True)
    shutil.copytree(good, mirror)
    fault.spoil(home, mirror)
    if name == "news":
        shutil.copyfile(mirror / ARCHIVE, good / ARCHIVE)
    with _clock(now):
        settings = read_settings(home=home.root, mirror=mirror, environment={})
    settings = replace(settings, source_urls={"cordis": fault.url} if fault.url else {})
    process = fork(lambda: _night_at(now, settings, place, name, fault))
    process.join()
    last, served = Nights(home).all()[-1], Editions(home).served()
    expected = {
        "exit code": (fault.exit_code, process.exitcode),
        "as of": (now.astimezone(BRUSSELS).date(), last.as_of),
        "cordis": (fault.cordis, last.sources["cordis"].status.value if "cordis" in last.sources else "?"),
        "served for tonight": (True, served is not None and (served.as_of == last.as_of or not fault.is_published)),
        "broken editions": ([], list(broken_editions(home))),
        "scratch": ([], [] if fault.exit_code < 0 else scratch(home, now)),
        "editions kept": (True, len(Editions(home).all()) <= KEPT.editions + 2),
    }
    return {
        "night": f"{now.astimezone(BRUSSELS):%Y-%m-%d %H:%M %Z}",
        "drawn": name,
        "exit": process.exitcode,
        "cordis": expected["cordis"][1],
        "served": served.edition_id if served else "none",
        "notices": _notices(home, last.id),
        "editions": len(Editions(home).all()),
        "disk": in_words(sum(size for kind, size in disk_use(home).items() if kind != "free")),
        "not as expected": "; ".join(
            f"{what}: {due}, got {came}" for what, (due, came) in expected.items() if due != came
        ),
    }


def _night_at(now: datetime, settings: Settings, place: Path, name: str, fault: Fault) -> int:
    with ExitStack() as stack:
        stack.enter_context(_clock(now))
        if name == "no disk":
            stack.enter_context(patch("warehouse.store.retention.free_bytes", lambda home: 1))
        return night(settings, place / "said.log", killed_in=fault.killed_in, after=0.3)


@contextmanager
def _clock(now: datetime) -> Iterator[None]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now.astimezone(tz)

    with (
        patch("warehouse.settings.datetime", Clock),
        patch("warehouse.store.nights.datetime", Clock),
        patch("warehouse.store.retention.datetime", Clock),
    ):
        yield


def _notices(home: Home, night_id: str) -> str:
    path = home.nights / "notices.jsonl"
    told = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return ", ".join(f"{notice['subject']} {notice['kind']}" for notice in told if notice["night"] == night_id)


def _draw(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The table as Markdown."""
    yield f"| {' | '.join(rows[0])} |"
    yield f"|{' --- |' * len(rows[0])}"
    yield from (f"| {' | '.join(str(value) for value in row.values())} |" for row in rows)

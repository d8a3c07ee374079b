"""Nights that are killed at every step and at random moments; after some of them one that is left to end."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from pipelines.nightly.steps import BEGIN, STEPS
from tests.campaign.play import bring_news, broken_editions, fork, night, rows_of, scratch, settings_of
from tests.mirrors import build_mirror
from warehouse.products.matches.state import Entry, Kind, MatchState
from warehouse.store.nights import Nights
from warehouse.store.paths import Home

FIRST = date(2026, 3, 15)
PLACES = (
    "pipelines.ingest.session.hash_file",
    "warehouse.store.landing.flush_file",
    "warehouse.store.landing.Landing.record",
    "warehouse.store.landing.Landing.accept",
    "warehouse.store.load._replace_quarantine",
    "warehouse.store.history._note_base",
    "warehouse.store.publish._fill",
    "warehouse.store.publish._verify",
    "warehouse.store.publish._flush_tree",
    "warehouse.store.editions.replace_link",
    "warehouse.store.retention.find_surplus",
    "warehouse.store.nights.Nights.queue",
    "pipelines.orchestration.history.report_events",
)
"""Functions in which a half-done thing would show: between bytes and record, record and rows, edition and switch."""
LASTING = re.compile(
    r"marts_\w+\.(hist_|dim_|fct_(participation|membership|joint_project|source_status|act|observation)$)"
)
"""Other tables speak of what is open on a day, or of what moved since the edition before, and may shrink by right."""
STREAKS = (2, 4, 6)
ATTEMPTS = 4
"""A night may end before the moment that was drawn for it."""
SECONDS_TO_END = 60.0
OUT = Console(soft_wrap=True, highlight=False)


def run(folder: Path, count: int, seed: int) -> int:
    """Kills so many nights; prints what was found, gives 1 if anything was."""
    home, mirror, results = Home(folder / "home"), folder / "mirror", folder / "results.jsonl"
    if not results.exists():
        shutil.rmtree(home.root, ignore_errors=True)
        build_mirror(mirror, "cordis", "funding_tenders", "regions")
        _complete(folder, FIRST)
        results.touch()
    done = [json.loads(line) for line in results.read_text().splitlines()]
    due = _draw(random.Random(seed), count)[len(done) :]
    drawn = random.Random(seed + len(done))
    as_of, streak = FIRST + timedelta(days=1 + sum("scratch" in result for result in done)), 0
    for number, place in enumerate(due, start=len(done) + 1):
        streak = streak or drawn.choice(STREAKS)
        for attempt in range(1, ATTEMPTS + 1):
            bring_news(mirror, number * ATTEMPTS + attempt)
            result = _kill(folder, as_of, place, drawn)
            if result["killed"] or result["problems"]:
                break
        streak -= 1
        if streak == 0 or number == count:
            result |= _go_on(folder, as_of)
            as_of, streak = as_of + timedelta(days=1), 0
        with results.open("a") as kept:
            kept.write(json.dumps(result) + "\n")
        done.append(result)
        OUT.print(number, result)
    return _tell(done)


def _draw(drawn: random.Random, count: int) -> list[str]:
    """Each named place several times, the rest at random moments, in a drawn order."""
    named = [step.name for step in (BEGIN, *STEPS)] + list(PLACES)
    places = (named * (count // (2 * len(named)) + 1))[: count * 3 // 5] if count >= len(named) else []
    places += [""] * (count - len(places))
    drawn.shuffle(places)
    return places


def _kill(folder: Path, as_of: date, place: str, drawn: random.Random) -> dict[str, Any]:
    home = Home(folder / "home")
    before, known = rows_of(home), {one.id: one for one in Nights(home).all()}
    last = [one for one in known.values() if one.exit_code == 0 and "publish" in one.step_seconds][-1]
    # A step's seconds, or those of a whole night.
    lasts = last.step_seconds.get(place, 0.5) if place else sum(last.step_seconds.values()) + 2.0
    after, is_asked = drawn.random() * lasts, not place and drawn.random() < 1 / 4
    settings = settings_of(home, folder / "mirror", as_of)
    process = fork(lambda: night(settings, folder / "said.log", killed_in=place, after=after))
    assert process.pid is not None
    if not place:
        time.sleep(after)
        if process.is_alive():
            os.kill(process.pid, signal.SIGTERM if is_asked else signal.SIGKILL)
    began = time.monotonic()
    process.join(SECONDS_TO_END if is_asked else 600)
    problems = [*broken_editions(home), *_lost(before, rows_of(home))]
    if process.is_alive():
        problems.append(f"did not end within {time.monotonic() - began:.0f} s of SIGTERM")
        process.kill()
        process.join()
    reached = Nights(home).all()[-1]
    # One that had published was only still telling Dagster's history of it.
    is_cut_short = is_asked and process.exitcode == 1 and reached.id not in known and not reached.is_published
    if is_cut_short and "ended by SIGTERM" not in reached.message:
        problems.append(f"{reached.id} does not say that it was ended by SIGTERM")
    return {
        "place": place or ("SIGTERM" if is_asked else "at random"),
        "after": round(after, 2),
        "killed": process.exitcode != 0,
        "reached": next(reversed([*reached.step_seconds]), ""),
        "problems": problems,
    }


def _go_on(folder: Path, as_of: date) -> dict[str, Any]:
    """Somebody says something about a match, and the next night is left to end: what it must bring, and leave clean."""
    home = Home(folder / "home")
    state, before = MatchState(home), rows_of(home)
    said = len(state.history())
    state.add([_entry(said)])
    exit_code = _complete(folder, as_of)
    after = rows_of(home)
    problems = [*broken_editions(home), *_lost(before, after)]
    if len(state.history()) != said + 1:
        problems.append("what was said about a match is lost")
    if not after or (served := (home.current.readlink().name[:10])) != as_of.isoformat():
        problems.append(f"{as_of} is not served but {served if after else 'nothing'}")
    return {"exit_code": exit_code, "scratch": scratch(home), "problems_after": problems}


def _entry(number: int) -> Entry:
    return Entry(
        partnership_id="textile-innovation",
        topic_id=f"TOPIC-{number}",
        kind=Kind.NOTE,
        value=f"note {number}",
        said_by="campaign",
        said_at=datetime.now(UTC),
    )


def _complete(folder: Path, as_of: date) -> int:
    process = fork(lambda: night(settings_of(Home(folder / "home"), folder / "mirror", as_of), folder / "said.log"))
    process.join()
    return int(process.exitcode or 0)


def _lost(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Tables of things and of history that have fewer rows than in the edition before: nothing takes any away."""
    fewer = {table: rows for table, rows in before.items() if after.get(table, 0) < rows and LASTING.match(table)}
    return [f"{table}: {rows} rows, now {after.get(table)}" for table, rows in fewer.items()]


def _tell(done: list[dict[str, Any]]) -> int:
    ended = [result for result in done if "scratch" in result]
    found = [text for result in done for text in (*result["problems"], *result.get("problems_after", ()))]
    broken = [text for text in found if "rows, now" not in text and "is lost" not in text]
    figures = {
        "kills": sum(result["killed"] for result in done),
        "ended before they could be killed": sum(not result["killed"] for result in done),
        "nights left to end": len(ended),
        "broken editions": len(broken),
        "lost rows": len(found) - len(broken),
        "manual repairs": sum(result["exit_code"] != 0 for result in ended),
        "scratch left": sum(len(result["scratch"]) for result in ended),
    }
    for name, figure in figures.items():
        OUT.print(f"{name:<36}{figure:>6}")
    OUT.print(", ".join(f"{place} {number}" for place, number in sorted(Counter(one["place"] for one in done).items())))
    for text in found:
        OUT.print(text)
    return 1 if any(list(figures.values())[3:]) else 0

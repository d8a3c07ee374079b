"""What a home keeps by rule: provenance of every kept edition stays, the rest goes, and scratch of killed runs too."""

from __future__ import annotations

import errno
import os
import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouse.test_landing import arrival_of, land
from warehouse.store.editions import Edition, Editions
from warehouse.store.files import write_json
from warehouse.store.landing import Arrival, Landing
from warehouse.store.nights import Nights, SourceStatus, Status
from warehouse.store.paths import Home
from warehouse.store.retention import KEPT, find_surplus, prune, require_space, size_of, sweep

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def arrive(landing: Landing, number: int, missing: tuple[str, ...] = ()) -> Arrival:
    """An arrival of one file that is accepted, without some of its members."""
    arrival = landing.record(replace(arrival_of(land(landing, f"content {number}")), as_of=date(2026, 1, number)))
    landing.accept(arrival, missing_members=missing)
    return arrival


def publish(home: Home, as_of: str, *contents: str) -> None:
    """An edition without tables that rests on some content."""
    name = f"{as_of}-aaaaaaaa"
    sources = [{"source": "cordis", "sha256": content} for content in contents]
    manifest = {"edition": name, "as_of": as_of, "is_demo": False, "sources": sources, "files": {}}
    write_json(home.published / name / "manifest.json", manifest)
    (home.published / name / "interregio.duckdb").touch()
    Editions(home).serve(name)


def test_files_of_kept_editions_stay_and_those_of_no_edition_go(home: Home) -> None:
    landing = Landing(home.raw, "cordis")
    arrivals = [arrive(landing, number) for number in range(1, 6)]
    publish(home, "2026-01-02", arrivals[1].content_sha256)

    before = find_surplus(home)
    assert {surplus.kind for surplus in before} == {"landed"}
    assert all(arrival.files["file.csv"].path.exists() for arrival in arrivals), "looking removed something"
    assert prune(home) == before

    there = [arrival.files["file.csv"].path.exists() for arrival in arrivals]
    assert there == [False, True, False, False, True], "the edition's and the accepted one are to stay"
    assert landing.accepted() == arrivals[4]
    assert [entry["number"] for entry in landing.accepted_history()] == [1, 2, 3, 4, 5]
    assert find_surplus(home) == []


def test_older_file_that_stands_in_for_a_missing_member_stays(home: Home) -> None:
    landing = Landing(home.raw, "cordis")
    arrivals = [
        arrive(landing, number, missing)
        for number, missing in enumerate([(), ("a.csv",), ("b.csv",), ("a.csv", "b.csv"), ("a.csv",)], start=1)
    ]
    publish(home, "2026-01-04", arrivals[3].content_sha256)
    prune(home)

    # The fourth lacks both: the third has a.csv, the second b.csv; the last lacks a.csv, which the third has.
    there = [arrival.files["file.csv"].path.exists() for arrival in arrivals]
    assert there == [False, True, True, True, True]


def test_damaged_record_of_an_arrival_keeps_what_came_no_later_and_nothing_else(home: Home) -> None:
    landing = Landing(home.raw, "cordis")
    arrivals = [arrive(landing, number) for number in range(1, 6)]
    publish(home, "2026-01-02", arrivals[1].content_sha256)
    record = home.raw / "cordis" / "arrivals" / "000002.json"
    whole = record.read_bytes()
    record.write_text("{")

    def there() -> list[bool]:
        return [arrival.files["file.csv"].path.exists() for arrival in arrivals]

    for _ in range(2):
        prune(home)
        assert there() == [True, True, True, False, True], "files that did not change stand again in the next"

    record.with_name("000002.json.damaged").unlink()
    record.write_bytes(whole)
    prune(home)
    assert there() == [False, True, False, False, True]


def test_editions_made_last_are_those_of_the_last_nights_whatever_a_copy_did_to_their_folders(home: Home) -> None:
    nights, dates = Nights(home), [f"2026-01-{day:02d}" for day in range(1, KEPT.editions + 4)]
    for as_of in dates:
        publish(home, as_of)
        night = nights.begin(date.fromisoformat(as_of))
        nights.finish(replace(night, made=f"{as_of}-aaaaaaaa"))
    for age, edition in enumerate(Editions(home).all()):
        os.utime(edition.directory, (NOW.timestamp() - age, NOW.timestamp() - age))

    gone = [surplus.path.name[:10] for surplus in prune(home) if surplus.kind == "edition"]

    assert gone == dates[1:3], "the first of the month stays, and the last ten"

    for day in range(1, KEPT.editions + 3):
        publish(home, as_of := f"2025-12-{day:02d}")
        nights.finish(replace(nights.begin(date.fromisoformat(as_of)), made=f"{as_of}-aaaaaaaa"))
    Editions(home).serve(f"{dates[-1]}-aaaaaaaa")
    gone = [surplus.path.name[:10] for surplus in prune(home) if surplus.kind == "edition"]
    assert gone == ["2025-12-02"], "dates past that are made at once leave the latest nights to go back to"


def test_edition_that_somebody_goes_back_to_while_a_home_is_pruned_stays_with_its_files(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = Landing(home.raw, "cordis")
    arrivals = [arrive(landing, number) for number in range(1, KEPT.editions + 4)]
    for arrival in arrivals:
        publish(home, arrival.as_of.isoformat(), arrival.content_sha256)
    remove = Editions.remove

    def go_back_first(self: Editions, edition: Edition) -> bool:
        self.serve("2026-01-03-aaaaaaaa")
        return remove(self, edition)

    monkeypatch.setattr(Editions, "remove", go_back_first)
    gone = [surplus.path.name for surplus in prune(home) if surplus.kind == "edition"]

    assert gone == ["2026-01-02-aaaaaaaa"]
    assert Editions(home).served() is not None
    assert [arrival.files["file.csv"].path.exists() for arrival in arrivals[:3]] == [True, False, True]


@pytest.mark.parametrize("seed", range(5))
def test_every_raw_reference_of_every_kept_edition_exists_after_pruning(home: Home, seed: int) -> None:
    drawn = random.Random(seed)
    landing = Landing(home.raw, "cordis")
    history: list[tuple[Arrival, frozenset[str]]] = []
    for number in range(1, 16):
        missing = frozenset(name for name in ("a", "b", "c") if drawn.random() < 0.3)
        history.append((arrive(landing, number, tuple(sorted(missing))), missing))
        if drawn.random() < 0.7:
            publish(home, f"2026-{1 + number // 6:02d}-{number:02d}", history[-1][0].content_sha256)
        if drawn.random() < 0.2:
            prune(home)
    prune(home)

    contents = {source["sha256"] for edition in Editions(home).all() for source in edition.manifest["sources"]}
    for place, (arrival, missing) in enumerate(history):
        if arrival.content_sha256 not in contents:
            continue
        older = history[: place + 1]
        read = [next((one for one, lacks in reversed(older) if name not in lacks), arrival) for name in missing]
        assert all(file.path.exists() for one in (arrival, *read) for file in one.files.values())


def test_nights_are_shortened_after_ninety_days_and_say_the_same_of_their_sources(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights = Nights(home)
    status = SourceStatus(source="cordis", status=Status.NEW, rows=3, table_rows={"a": 3}, missing_members=("b",))
    for days in range(0, KEPT.nights_in_full_days + 40, 10):
        began = NOW - timedelta(days=days)
        monkeypatch.setattr("warehouse.store.nights._now", began.isoformat)
        night = nights.begin(began.date())
        nights.finish(
            replace(night, sources={"cordis": status}, due={"load": "news"}, exit_code=0, message="published")
        )
        (home.nights / f"{night.id}.log").write_text("trace")
    before = nights.all()

    prune(home, NOW)

    after = nights.all()
    assert [replace(one, due={}) for one in before] == [replace(one, due={}) for one in after]
    assert len(list(home.nights.glob("2*.json"))) == len(list(home.nights.glob("2*.log"))) == 10
    assert [surplus.kind for surplus in find_surplus(home, NOW)] == []
    assert nights.begin(before[0].as_of).id == f"{before[0].as_of}-02", "the number of a shortened night stays taken"


def test_night_killed_between_summary_and_removal_counts_once(home: Home) -> None:
    nights = Nights(home)
    night = nights.finish(nights.begin(date(2026, 3, 15)))
    kept = (home.nights / f"{night.id}.json").read_bytes()
    nights.summarise(NOW + timedelta(days=1))
    (home.nights / f"{night.id}.json").write_bytes(kept)

    assert nights.all() == [night]


def test_scratch_of_killed_processes_goes_and_that_of_a_running_one_stays(home: Home) -> None:
    dead = [
        home.nights / ".2026-03-15-01.json.999999.part",
        home.raw / "cordis" / ".accepted.json.999999.part",
        home.raw / "cordis" / "incoming" / "7" / "half.zip",
        home.raw / "cordis" / "objects" / "ab" / ".half.zip.origin.json.999999.part",
        home.build_database.with_name("interregio.duckdb.tmp") / "spilt.block",
        home.published / ".2026-03-15-aaaaaaaa.part" / "interregio.duckdb",
    ]
    running = home.published / ".current.1.part"
    for path in (*dead, running):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (home.published / ".2026-03-15-aaaaaaaa.part").chmod(0o555)

    sweep(home)

    assert [path for path in dead if path.exists()] == []
    assert running.exists()


def test_disk_without_room_for_an_edition_is_said_with_what_is_needed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.store.retention.free_bytes", lambda _: 2**20)

    with pytest.raises(Exception, match=rf"{home.root}: expected 256 MiB free for an edition, got 1 MiB"):
        require_space(home)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A limit on the size of files, which ends a write as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_record_that_the_disk_has_no_room_for_is_named_and_leaves_no_half(home: Home) -> None:
    path = home.nights / "2026-03-15-01.json"
    write_json(path, {"kept": True})
    with files_of_at_most(1024), pytest.raises(OSError, match="File too large") as raised:
        write_json(path, {"text": "x" * 5000})

    assert (raised.value.errno, raised.value.filename) == (errno.EFBIG, str(path))
    assert path.read_text() == '{\n  "kept": true\n}\n'
    assert size_of(home.nights) == path.stat().st_size

"""Plays one case: a good night, the publisher's news, the night with the fault, and what is left of everything."""

from __future__ import annotations

import atexit
import errno
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from unittest.mock import patch

import duckdb

from pipelines.ingest.http_client import Limits
from pipelines.sources import find_source
from tests.faults.cases import CORDIS, FUNDING, Case
from tests.faults.night import IMPATIENT, Played, play_night
from tests.mirrors import TESTS, build_mirror, pack_archive, read_archive
from tests.simulator.server import Simulator
from warehouse.settings import Settings
from warehouse.store.files import hash_file, read_json
from warehouse.store.landing import Landing
from warehouse.store.load import table_loads
from warehouse.store.nights import ARRIVED, Status
from warehouse.store.paths import Home

GOOD_NIGHT, BAD_NIGHT = date(2026, 3, 15), date(2026, 3, 16)
SECONDS_TO_BE_KILLED = 300
"""A bound for the busiest machine; the process is gone within a few."""

NEWS = "Revised after the first night"


@dataclass(frozen=True)
class Outcome:
    """What a case came to.

    Attributes:
        status: of the source.
        line: what the operator read, blank if nothing.
        problems: what was not as it must be; none if the case holds.
    """

    status: Status
    line: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Holdings:
    """What a home holds of a source.

    Attributes:
        rows: by raw table.
        rejected: rows in quarantine, all tables together.
        has_news: the news of the second night is in the raw tables.
        unaccounted: tables in which rows came that were neither loaded nor rejected.
    """

    rows: dict[str, int]
    rejected: int
    has_news: bool
    unaccounted: tuple[str, ...]


def run_case(case: Case, folder: Path) -> Outcome:
    """Plays a case in an empty folder."""
    home, mirror = Home(folder / "home"), folder / "mirror"
    good, address = _good_night(case.source, case.listing)
    shutil.copytree(good / "mirror", mirror)
    with Simulator(mirror) as simulator:
        if not case.is_first_night:
            shutil.copytree(good / "home", home.root)
            _move_addresses(home, address, simulator.base)
            _publish_news(mirror, case.source)
        edition = _fake_edition(home)
        before = read_holdings(home, case.source)
        served = _hash_tree(edition)
        if case.killed_at:
            _play_killed(simulator, home, case)
        simulator.inject(case.fault, case.source, path=case.path)
        simulator.log.clear()
        with _fill_disk(case.full_disk):
            played = _play(simulator, home, case.source, BAD_NIGHT, case.limits)
        requests = simulator.count_requests(due=case.requests or 0)
    problems = [
        *_check_status(case, played),
        *_check_line(case, played),
        *_check_rows(case, before, read_holdings(home, case.source)),
        *_check_raw(case, home),
        *_check_landing(home, case.source),
        *([] if _hash_tree(edition) == served else ["the served edition was touched"]),
        *([] if case.requests in (None, requests) else [f"{case.requests} requests were due, {requests} were made"]),
    ]
    return Outcome(played.status.status, " | ".join(played.warnings), tuple(problems))


def read_holdings(home: Home, source: str) -> Holdings:
    """What the raw tables of a source hold."""
    if not home.build_database.exists():
        return Holdings({}, 0, has_news=False, unaccounted=())
    fetched = {table.name for table in find_source(source).fetched_tables}
    with duckdb.connect(str(home.build_database)) as connection:
        loads = [load for load in table_loads(connection, source) if load.table_name in fetched]
        has_news = any(
            connection.execute(
                f"select count(*) > 0 from raw_{source}.{load.table_name} as t where to_json(t)::varchar like ?",
                [f"%{NEWS}%"],
            ).fetchall()[0][0]
            for load in loads
        )
    return Holdings(
        rows={load.table_name: load.rows_loaded for load in loads},
        rejected=sum(load.rows_rejected for load in loads),
        has_news=has_news,
        unaccounted=tuple(load.table_name for load in loads if load.rows_in != load.rows_loaded + load.rows_rejected),
    )


@cache
def _good_night(source: str, listing: int) -> tuple[Path, str]:
    """A mirror and the home of a first night over it, for all cases to copy, and the address that it was had from."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    mirror = build_mirror(folder / "mirror", source)
    if listing:
        _write_listing(mirror, listing)
    with Simulator(mirror) as simulator:
        _play(simulator, Home(folder / "home"), source, GOOD_NIGHT)
        return folder, simulator.base


def _move_addresses(home: Home, before: str, now: str) -> None:
    """What was had from a simulator that is gone counts as had from another one."""
    for path in home.raw.rglob("*.json"):
        path.write_text(path.read_text().replace(before, now))


def _play(simulator: Simulator, home: Home, source: str, as_of: date, limits: Limits = IMPATIENT) -> Played:
    return play_night(Settings(home=home.root, as_of=as_of, source_urls=simulator.source_urls), source, limits)


def _play_killed(simulator: Simulator, home: Home, case: Case) -> None:
    url = simulator.source_urls[case.source]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill", home.root, url, case.source, case.killed_at, BAD_NIGHT.isoformat()],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_TO_BE_KILLED,
    )
    assert done.returncode == -9, f"the night was to be killed in {case.killed_at}: {done.stderr}"


@contextmanager
def _fill_disk(function: str) -> Iterator[None]:
    if not function:
        yield
        return
    with patch(function, side_effect=OSError(errno.ENOSPC, "No space left on device")):
        yield


def _check_status(case: Case, played: Played) -> Iterator[str]:
    if played.status.status != case.expected:
        yield f"status {case.expected} was due, {played.status.status} came"
    if played.status.missing_members != case.missing:
        yield f"missing {case.missing} was due, {played.status.missing_members} came"
    if case.reason not in played.status.message:
        yield f"the reason {case.reason} was due, {played.status.message} came"
    if (played.status.sha256 is None) != (case.expected is Status.NEVER):
        yield f"sha256 {played.status.sha256} does not fit {case.expected}"


def _check_line(case: Case, played: Played) -> Iterator[str]:
    due = 1 if case.words else 0
    if len(played.warnings) != due:
        yield f"{due} lines were due, {len(played.warnings)} came"
    for line in played.warnings:
        lacking = [words for words in (f"{case.source}: ", ": expected ", ", got ", *case.words) if words not in line]
        if lacking:
            yield f"the line lacks {lacking}"
        if "\n" in line or line != played.status.message:
            yield "the line is not one line, or not the status's message"


def _check_rows(case: Case, before: Holdings, after: Holdings) -> Iterator[str]:
    arrived = case.expected in ARRIVED
    rows = sum(after.rows.values())
    due = case.rows if case.rows is not None else sum(before.rows.values())
    if (
        not arrived
        and not case.killed_at
        and (after.rows, after.rejected) != (before.rows, before.rejected)
        and before.rows
    ):
        yield f"the last good rows were due, {after.rows} came"
    if arrived and (rows, after.rejected) != (due, case.rejected):
        yield f"{due} rows and {case.rejected} rejected were due, {rows} and {after.rejected} came"
    if after.has_news != arrived:
        yield f"the publisher's news are {'in' if after.has_news else 'not in'} the raw tables"
    if after.unaccounted:
        yield f"rows in are not rows loaded and rejected in {after.unaccounted}"


def _check_raw(case: Case, home: Home) -> Iterator[str]:
    if case.raw is None:
        return
    query, due = case.raw
    with duckdb.connect(str(home.build_database)) as connection:
        came = connection.execute(query).fetchall()[0][0]
    if came != due:
        yield f"{query} was to give {due!r}, it gave {came!r}"


def _check_landing(home: Home, source: str) -> Iterator[str]:
    """Bytes are what their names say, origins stand beside them, records are whole, nothing half-written is left."""
    root = Landing(home.raw, source).root
    for path in root.glob("objects/*/*"):
        if path.name.endswith(".origin.json"):
            read_json(path)
        elif hash_file(path) != path.parent.name:
            yield f"{path.name} is not what landed"
        elif not path.with_name(f"{path.name}.origin.json").exists():
            yield f"{path.name} has no origin"
    records = [read_json(path) for path in root.glob("arrivals/[0-9]*.json")]
    landed = [root / "objects" / file["sha256"] / file["name"] for record in records for file in record["files"]]
    yield from (f"{path.name} is recorded but not there" for path in landed if not path.exists())
    yield from (f"{path.name} was left half-written" for path in root.glob("incoming/*/*"))


def _publish_news(mirror: Path, source: str) -> None:
    """The publisher's content changes, so that the night has something to bring."""
    if source == CORDIS:
        (path,) = mirror.rglob("*projects-csv.zip")
        members = read_archive(path)
        pack_archive(
            path, {**members, "topics.csv": members["topics.csv"].replace(b"Late; but in time", NEWS.encode())}
        )
    elif source == FUNDING:
        path = next(mirror.rglob("page-0001.json"))
        page = json.loads(path.read_bytes())
        page["results"][0]["summary"] = NEWS
        path.write_text(json.dumps(page))
    else:
        path = next(mirror.rglob("NUTS_RG_60M_2021_4326.geojson"))
        content = json.loads(path.read_bytes())
        content["features"][0]["properties"]["NUTS_NAME"] = NEWS
        path.write_text(json.dumps(content))


def _write_listing(mirror: Path, total: int) -> None:
    """A listing of so many records in place of the fixture's few."""
    path = next(mirror.rglob("page-0001.json"))
    page = json.loads(path.read_bytes())
    page["results"] = [
        {
            **page["results"][0],
            "reference": f"{number}TOPICSen",
            "summary": f"Topic {number}",
            "metadata": {**page["results"][0]["metadata"], "ccm2Id": [str(number)]},
        }
        for number in range(1, total + 1)
    ]
    path.write_text(json.dumps(page))


def _fake_edition(home: Home) -> Path:
    """Something that is being served, to see whether the night leaves it alone."""
    edition = home.published / "2026-03-01-0a1b2c3d"
    edition.mkdir(parents=True)
    (edition / "interregio.duckdb").write_bytes(b"what readers have open")
    manifest = {"edition": edition.name, "as_of": "2026-03-01", "is_demo": False, "fingerprint": "0a1b2c3d"}
    (edition / "manifest.json").write_text(json.dumps(manifest))
    home.current.symlink_to(edition.name)
    return home.published


def _hash_tree(folder: Path) -> dict[str, str]:
    files = {str(path.relative_to(folder)): hash_file(path) for path in folder.rglob("*") if path.is_file()}
    return {**files, "current": str((folder / "current").readlink())}

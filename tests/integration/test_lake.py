"""A lake on a real PostgreSQL: two machines load side by side, a third is killed, ten read; equal to one file.

Each machine is a process with the home's folder in common, as a shared directory gives it to several. No night is built
here: whole nights in a lake are played by ``python -m tests.campaign lake``.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import pytest

from tests.conftest import FIRST_NIGHT
from tests.homes import run_command
from tests.lake import begin_load, catalogue, load, sums
from tests.mirrors import build_mirror
from tests.warehouse.test_publish import build, facts, write_one_export
from warehouse.store.connection import writer
from warehouse.store.editions import Edition
from warehouse.store.lake import again_on_conflict, current_snapshot
from warehouse.store.paths import Home
from warehouse.store.publish import publish_edition
from warehouse.store.reader import Snapshot
from warehouse.store.retention import prune

READERS = 10
KILLED, *WRITERS = SOURCES = ("regions", "cordis", "funding_tenders")
MIDDLE_OF_A_LOAD = "warehouse.store.load._replace_quarantine"
"""The first table of the source is replaced by then, in a transaction that is still open."""
SEEN = (
    "select list(platform_id order by platform_id), "
    "(select count(*) from duckdb_tables() where schema_name like 'raw%') from marts_core.dim_platform"
)


@dataclass(frozen=True)
class Played:
    """What came of it.

    Attributes:
        home: in the lake.
        file_home: that loaded the same sources one after the other, into one file.
        after_kill: tables of the killed writer's source before it loaded again.
        seen: what each of the readers saw, all looks together.
        editions: the one that the readers were on, and the one published under them.
    """

    home: Home
    file_home: Home
    after_kill: list[str]
    seen: list[set[str]]
    editions: tuple[Edition, Edition]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The same three sources, loaded by machines beside one another and by one alone, with readers all the while."""
    folder = tmp_path_factory.mktemp("lake")
    mirror = build_mirror(folder / "mirror", *SOURCES)
    home, file_home = Home(folder / "home"), Home(folder / "file")
    with catalogue() as postgres:
        around = run_command("lake", postgres, folder, "--home", home.root)
        assert (around.exit_code, "of the tables' own" in " ".join(around.stderr.split())) == (2, True)
        made = run_command("lake", postgres, folder / "data", "--home", home.root)
        assert made.exit_code == 0, made.stderr
        build(home, ["agri-food", "energy"])
        first = publish_edition(home, facts("2026-03-14-aaaaaaaa"), write_one_export)
        stop, snapshots = threading.Event(), [Snapshot(first) for _ in range(READERS)]
        with ThreadPoolExecutor(READERS) as pool:
            try:
                readers = [pool.submit(_read, snapshot, stop) for snapshot in snapshots]
                loads = [begin_load(home, mirror, FIRST_NIGHT, source) for source in WRITERS]
                killed = begin_load(home, mirror, FIRST_NIGHT, KILLED, killed_in=MIDDLE_OF_A_LOAD)
                assert killed.wait() == -signal.SIGKILL
                after_kill = _raw_tables(home, f"raw_{KILLED}")
                loads += [begin_load(home, mirror, FIRST_NIGHT, KILLED)]
                assert [machine.wait() for machine in loads] == [0, 0, 0]
                build(home, ["agri-food", "energy", "hydrogen"])
                second = publish_edition(home, facts("2026-03-15-bbbbbbbb"), write_one_export)
            finally:
                stop.set()
            seen = [reader.result() for reader in readers]
        assert load(file_home, mirror, FIRST_NIGHT, *SOURCES) == 0
        yield Played(home, file_home, after_kill, seen, (first, second))
        for snapshot in snapshots:
            snapshot.close()


def test_what_machines_loaded_beside_one_another_and_one_after_its_death_is_what_one_loaded_into_a_file(
    played: Played,
) -> None:
    assert played.after_kill == []
    tables = _raw_tables(played.file_home, "raw_%")
    assert len(tables) > 15
    with writer(played.home.build_database) as lake, writer(played.file_home.build_database) as file:
        assert sums(lake, _raw_tables(played.home, "raw_%")) == sums(file, tables)


def test_ten_readers_of_an_edition_see_the_same_while_it_is_loaded_and_published(played: Played) -> None:
    was = str([(["agri-food", "energy"], 0)])
    assert [seen for seen in played.seen if seen != {was}] == []
    assert len(played.seen) == READERS
    after = Snapshot(played.editions[1])
    ((platforms, raw_tables),) = after.frame(SEEN).rows()
    after.close()
    assert len(platforms) == 3
    assert raw_tables > 15


def test_pruning_keeps_what_editions_are_and_removes_what_the_killed_writer_left(played: Played) -> None:
    database, tables = played.home.build_database, _raw_tables(played.home, "raw_%")
    kept = {edition.lake_snapshot for edition in played.editions}
    data = database.parent.parent.parent / "data"
    with writer(database) as connection:
        before, files = sums(connection, tables), set(data.rglob("*.parquet"))
        named = connection.execute("select count(*) from ducklake_snapshots('interregio')").fetchall()
        for file in files:
            os.utime(file, (0, 0))
    prune(played.home)
    with writer(database) as connection:
        left = connection.execute("select snapshot_id from ducklake_snapshots('interregio')").fetchall()
        assert sums(connection, tables) == before
        newest = current_snapshot(connection)

    assert {number for (number,) in left} == {*kept, newest}
    assert named[0][0] > len(left)
    assert set(data.rglob("*.parquet")) < files
    for edition in played.editions:
        Snapshot(edition).close()


def test_a_conflict_is_tried_again_and_any_other_error_is_not() -> None:
    tried: list[str] = []

    def conflicting() -> str:
        tried.append("once")
        if len(tried) < 3:
            raise duckdb.TransactionException("Transaction conflict: another came first")
        return "written"

    assert again_on_conflict(conflicting) == "written"
    assert len(tried) == 3
    with pytest.raises(duckdb.TransactionException, match="read-only"):
        again_on_conflict(lambda: (_ for _ in ()).throw(duckdb.TransactionException("read-only")))


def _read(snapshot: Snapshot, stop: threading.Event) -> set[str]:
    """Looks until it is to stop, once more after that; gives what was seen."""
    seen = set()
    while not stop.is_set():
        seen.add(str(snapshot.frame(SEEN).rows()))
        stop.wait(1.0)
    return {*seen, str(snapshot.frame(SEEN).rows())}


def _raw_tables(home: Home, schema: str) -> list[str]:
    with writer(home.build_database) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = current_database() and schema_name like ? order by all",
            [schema],
        ).fetchall()
    return [name for (name,) in rows]

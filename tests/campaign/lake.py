"""Whole nights in a lake on a real PostgreSQL: two machines load, one builds, ten read; equal to one file by table.

Ten minutes, as each of some hundred tables is a transaction there; ``tests/integration/test_lake.py`` only loads.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from tests.conftest import FIRST_NIGHT
from tests.homes import Operator
from tests.lake import begin_load, catalogue, sums
from tests.mirrors import build_mirror
from warehouse.store.editions import Edition, read_edition
from warehouse.store.nights import Nights
from warehouse.store.paths import Home
from warehouse.store.reader import Reader

LOADED_ELSEWHERE = ("cordis", "funding_tenders")
READERS = 10
OF_NIGHTS = "marts_quality.fct_source_status"
"""Loads on other machines are nights of their own, which it lists."""


@pytest.fixture(scope="module")
def lake_operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A home in the lake whose first night two machines loaded, side by side, and a third built."""
    folder = tmp_path_factory.mktemp("lake")
    operator = Operator(folder / "home", build_mirror(folder / "mirror", "cordis", "funding_tenders", "regions"))
    with catalogue() as postgres:
        finished = operator.run("lake", postgres, str(folder / "data"))
        assert finished.exit_code == 0, finished.stderr
        loads = [_begin_load(operator, FIRST_NIGHT, source) for source in LOADED_ELSEWHERE]
        assert [load.wait() for load in loads] == [0, 0]
        others = ("i3", "regions", "registry", "riv", "calls")
        finished = operator.refresh(FIRST_NIGHT, *(word for source in others for word in ("--source", source)))
        assert finished.exit_code == 0, finished.stderr
        yield operator


def test_an_edition_in_the_lake_equals_the_one_in_a_file_table_by_table(
    lake_operator: Operator, first_night: Operator
) -> None:
    in_lake, in_file = (_sums(read_edition(operator.edition)) for operator in (lake_operator, first_night))

    assert not read_edition(lake_operator.edition).database.exists()
    assert in_lake == in_file
    assert len(in_lake) > 50


def test_ten_readers_stay_on_their_editions_while_the_next_is_built(lake_operator: Operator) -> None:
    reader = Reader(lake_operator.home)
    first = lake_operator.edition
    count = "select count(*) as rows, max(as_of) as as_of from marts_quality.hist_headline"
    with ThreadPoolExecutor(READERS + 1) as pool:
        night = pool.submit(lake_operator.refresh, "2026-03-17")
        held = [reader.acquire() for _ in range(READERS)]
        expected = held[0].frame(count).rows()
        seen = []
        while not night.done():
            seen += list(pool.map(lambda snapshot: snapshot.frame(count).rows(), held[:-1]))
        assert night.result().exit_code == 0, night.result().stderr

    assert seen
    assert {tuple(rows) for rows in seen} == {tuple(expected)}
    for snapshot in held:
        reader.release(snapshot)
    after = reader.frame(count).rows()
    assert lake_operator.edition != first
    assert after[0][0] > expected[0][0], "a reader that asks anew gets the new edition"
    reader.close()


def test_a_load_and_a_build_never_touch_one_source_at_a_time(lake_operator: Operator) -> None:
    load = _begin_load(lake_operator, "2026-03-17", "cordis")
    second = lake_operator.refresh("2026-03-17", "--source", "cordis", "--load-only")

    assert load.wait() == 0
    assert second.exit_code in (0, 1)
    if second.exit_code == 1:
        assert "cordis is being loaded or built" in second.stderr
    ids = [night.id for night in Nights(Home(lake_operator.home)).all()]
    assert len(ids) == len(set(ids))


def test_a_home_that_forgot_its_lake_says_so(lake_operator: Operator, tmp_path: Path) -> None:
    home = shutil.copytree(lake_operator.home, tmp_path / "home", symlinks=True)
    (home / "build" / "lake.json").unlink()
    finished = Operator(home).run("export", "funding-match", "--out", str(tmp_path))

    assert finished.exit_code == 1
    assert "is a snapshot of a lake: expected" in finished.stderr


def run(folder: Path, count: int, seed: int) -> int:
    """Plays the nights; gives the exit code of pytest."""
    del count, seed
    command = [sys.executable, "-m", "pytest", "-n", "0", "-v", "--basetemp", str(folder / "lake"), __file__]
    return subprocess.run(command, check=False).returncode


def _begin_load(operator: Operator, as_of: str, source: str) -> subprocess.Popen[bytes]:
    assert operator.mirror is not None
    return begin_load(Home(operator.home), operator.mirror, as_of, source)


def _sums(edition: Edition) -> dict[str, tuple[int, int] | None]:
    """Rows of every table and a sum over their hashes."""
    with duckdb.connect() as connection:
        edition.attach(connection, "edition")
        found = sums(connection, [f"edition.{name}" for name in edition.manifest["tables"]])
        return {name: found[name] if name != f"edition.{OF_NIGHTS}" else None for name in found}

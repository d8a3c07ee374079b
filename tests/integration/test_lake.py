"""A home in a lake on a real PostgreSQL: two machines load, one builds, ten read; as equal as one file, table by table.

Each machine is a process with the home's folder in common, as a shared directory gives it to several.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from tests.conftest import FIRST_NIGHT
from tests.homes import INTERREGIO, Operator
from tests.mirrors import build_mirror
from warehouse.store.editions import Edition, Editions
from warehouse.store.lake import again_on_conflict, expire_snapshots, lake_of
from warehouse.store.nights import Nights
from warehouse.store.paths import Home
from warehouse.store.reader import Reader

pytest.importorskip("duckdb_extension_ducklake", reason="needs the packages of `make lake`")

BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
LOADED_ELSEWHERE = ("cordis", "funding_tenders")
READERS = 10
OF_NIGHTS = "marts_quality.fct_source_status"
"""Loads on other machines are nights of their own, which it lists."""


@pytest.fixture(scope="module")
def catalogue() -> Iterator[str]:
    """A PostgreSQL of the tests' own; skips where none is installed."""
    if BINARIES is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql); what an edition in one file holds is tested anyway")
    # Folders of pytest are closed to every other user, and it refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="interregio-postgres-"))
    owner: dict[str, str] = {}
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner = {"user": "postgres"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        assert BINARIES is not None
        subprocess.run([BINARIES / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, **owner)  # type: ignore[call-overload]

    run("initdb", "--pgdata", str(data), "--auth", "trust", "--username", "postgres")
    options = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "lake")
        yield f"postgres:host=127.0.0.1 port={port} user=postgres dbname=lake"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def lake_operator(catalogue: str, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """A home in the lake whose first night two machines loaded, side by side, and a third built."""
    folder = tmp_path_factory.mktemp("lake")
    operator = Operator(folder / "home", build_mirror(folder / "mirror", "cordis", "funding_tenders", "regions"))
    finished = operator.run("lake", catalogue, str(folder / "data"))
    assert finished.exit_code == 0, finished.stderr
    loads = [_begin_load(operator, FIRST_NIGHT, source) for source in LOADED_ELSEWHERE]
    assert [load.wait() for load in loads] == [0, 0]
    others = ("i3", "regions", "registry", "riv", "calls")
    finished = operator.refresh(FIRST_NIGHT, *(word for source in others for word in ("--source", source)))
    assert finished.exit_code == 0, finished.stderr
    return operator


def test_an_edition_in_the_lake_equals_the_one_in_a_file_table_by_table(
    lake_operator: Operator, first_night: Operator
) -> None:
    in_lake, in_file = served(lake_operator), served(first_night)

    assert not in_lake.database.exists()
    assert set(in_lake.manifest["tables"]) == set(in_file.manifest["tables"])
    assert {name: found for name, found in sums(in_lake).items() if name != OF_NIGHTS} == {
        name: found for name, found in sums(in_file).items() if name != OF_NIGHTS
    }
    assert len(in_lake.manifest["tables"]) > 50


def test_a_killed_load_loses_nothing_and_shuts_nobody_out(lake_operator: Operator) -> None:
    before = sums(served(lake_operator))
    killed = _begin_load(lake_operator, "2026-03-16", "cordis")
    time.sleep(2)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    assert sums(served(lake_operator)) == before
    again = lake_operator.refresh("2026-03-16", "--source", "cordis", "--load-only")
    assert again.exit_code == 0, again.stderr
    assert sums(served(lake_operator)) == before


def test_ten_readers_stay_on_their_editions_while_the_next_is_built(lake_operator: Operator) -> None:
    reader = Reader(lake_operator.home)
    first = served(lake_operator)
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
    assert served(lake_operator).edition_id != first.edition_id
    assert after[0][0] > expected[0][0], "a reader that asks anew gets the new edition"
    reader.close()


def test_snapshots_of_kept_editions_outlive_the_others(lake_operator: Operator) -> None:
    home = Home(lake_operator.home)
    lake = lake_of(home.build_database.parent)
    assert lake is not None
    kept = [edition.lake_snapshot for edition in Editions(home).all() if edition.lake_snapshot is not None]
    with duckdb.connect() as connection:
        lake.attach(connection)
        expire_snapshots(connection, kept)
        left = {number for (number,) in connection.execute(
            "select snapshot_id from ducklake_snapshots('interregio')"
        ).fetchall()}  # fmt: skip

    assert set(kept) <= left
    assert all(sums(edition) for edition in Editions(home).all())


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


def _begin_load(operator: Operator, as_of: str, source: str) -> subprocess.Popen[bytes]:
    assert operator.mirror is not None
    return subprocess.Popen(
        [
            INTERREGIO, "refresh", "--load-only", "--source", source, "--mirror", str(operator.mirror),
            "--as-of", as_of, "--home", str(operator.home),
        ],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def served(operator: Operator) -> Edition:
    """The edition that a home serves."""
    edition = Editions(Home(operator.home)).served()
    assert edition is not None
    return edition


def sums(edition: Edition) -> dict[str, tuple[int, int] | None]:
    """Rows of every table and a sum over their hashes."""
    with duckdb.connect() as connection:
        edition.attach(connection, "edition")
        return {
            name: connection.execute(f"select count(*), coalesce(sum(hash(t)), 0) from edition.{name} as t").fetchone()
            for name in edition.manifest["tables"]
        }

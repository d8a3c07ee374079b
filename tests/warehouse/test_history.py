"""What an edition takes over from the one before: its spells as they stood before tonight, nothing of a later date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.store.connection import writer
from warehouse.store.editions import Edition, Editions, read_edition
from warehouse.store.errors import NoEditionError
from warehouse.store.files import write_json
from warehouse.store.history import SPELLS, carried_base, carry_over, create_base_tables
from warehouse.store.paths import Home

JUNE, OCTOBER, APRIL = date(2024, 6, 17), date(2024, 10, 12), date(2025, 4, 27)
Spell = tuple[str, str, date, date | None]
Publish = Callable[..., Edition]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def publish(home: Home) -> Publish:
    def publish_by_hand(as_of: date, number: int = 0, *, topics: list[Spell] | None = None) -> Edition:
        name = f"{as_of.isoformat()}-{number:08x}"
        directory = home.published / name
        write_json(
            directory / "manifest.json",
            {"edition": name, "as_of": as_of.isoformat(), "is_demo": False, "code_version": "0.1.0+abc"},
        )
        with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
            connection.execute("create schema marts_core")
            if topics is not None:
                connection.execute(
                    "create table marts_core.hist_topic "
                    "(topic_id varchar, topic_status varchar, known_from date, known_to date)"
                )
                if topics:
                    connection.executemany("insert into marts_core.hist_topic values (?, ?, ?, ?)", topics)
        return read_edition(directory)

    return publish_by_hand


def carry(home: Home, base: Edition | None, as_of: date) -> None:
    with writer(home.build_database) as connection:
        carry_over(connection, base, as_of=as_of, code_version="0.1.0+def")


def query(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with writer(home.build_database) as connection:
        return connection.execute(sql).fetchall()


SPELLS_OF_OCTOBER: list[Spell] = [
    ("WATER", "open", JUNE, OCTOBER),
    ("WATER", "closed", OCTOBER, None),
    ("GONE", "open", JUNE, OCTOBER),
    ("NEW", "forthcoming", OCTOBER, None),
]


def test_a_later_night_takes_every_spell_over(home: Home, publish: Publish) -> None:
    carry(home, publish(OCTOBER, topics=SPELLS_OF_OCTOBER), APRIL)

    rows = query(home, "select topic_id, topic_status, known_from, known_to from snapshots.snap_topic order by all")
    assert rows == sorted(SPELLS_OF_OCTOBER, key=str)
    assert query(home, "select count(distinct dbt_scd_id) from snapshots.snap_topic") == [(4,)]


def test_a_second_edition_of_one_date_gets_the_history_of_the_first(home: Home, publish: Publish) -> None:
    carry(home, publish(OCTOBER, topics=SPELLS_OF_OCTOBER), OCTOBER)

    rows = query(home, "select topic_id, topic_status, known_from, known_to from snapshots.snap_topic order by all")
    assert rows == [("GONE", "open", JUNE, None), ("WATER", "open", JUNE, None)]


def test_without_a_base_nothing_of_an_earlier_build_remains(home: Home, publish: Publish) -> None:
    carry(home, publish(JUNE, topics=[("WATER", "open", JUNE, None)]), OCTOBER)
    carry(home, None, OCTOBER)

    assert query(home, "select count(*) from duckdb_tables() where schema_name = 'snapshots'") == [(0,)]
    assert query(home, "select count(*) from raw_previous.edition") == [(0,)]


def test_an_edition_that_kept_no_history_gives_none(home: Home, publish: Publish) -> None:
    base = publish(JUNE)
    carry(home, base, OCTOBER)

    assert query(home, "select count(*) from duckdb_tables() where schema_name = 'snapshots'") == [(0,)]
    with writer(home.build_database) as connection:
        assert carried_base(connection) == base.edition_id
    assert query(home, "from raw_previous.edition") == [(base.edition_id, JUNE, "0.1.0+abc", False, True)]


def test_the_base_edition_is_let_go_and_never_written(home: Home, publish: Publish) -> None:
    base = publish(JUNE, topics=[("WATER", "open", JUNE, None)])
    before = base.database.read_bytes()
    with writer(home.build_database) as connection:
        carry_over(connection, base, as_of=OCTOBER, code_version="0.1.0+def")
        attached = connection.execute("select database_name from duckdb_databases() where not internal").fetchall()

    assert attached == [("interregio",)]
    assert base.database.read_bytes() == before


def test_tables_of_no_base_are_those_that_a_night_makes(home: Home, publish: Publish) -> None:
    columns = "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'raw_previous'"
    carry(home, publish(JUNE), OCTOBER)
    made_by_night = query(home, f"{columns} order by all")
    with writer(home.build_database) as connection:
        create_base_tables(connection)

    assert query(home, f"{columns} order by all") == made_by_night


def test_an_unreadable_base_is_named_and_nothing_is_touched(home: Home, publish: Publish) -> None:
    carry(home, publish(JUNE, topics=[("WATER", "open", JUNE, None)]), OCTOBER)
    broken = publish(OCTOBER)
    broken.database.write_bytes(b"no database")

    with pytest.raises(NoEditionError, match="rollback"):
        carry(home, broken, APRIL)
    assert query(home, "select count(*) from snapshots.snap_topic") == [(1,)]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param(date(2024, 6, 1), None, id="before every edition"),
        pytest.param(JUNE, JUNE, id="same date as the first"),
        pytest.param(date(2025, 1, 1), OCTOBER, id="older than the served one"),
        pytest.param(date(2026, 1, 1), APRIL, id="newer than the served one"),
    ],
)
def test_base_is_the_served_edition_or_the_latest_before_the_date(
    home: Home, publish: Publish, as_of: date, expected: date | None
) -> None:
    for known in (JUNE, OCTOBER, APRIL):
        publish(known)
    editions = Editions(home)
    editions.serve(f"{APRIL.isoformat()}-00000000")
    assert [base.as_of for base in editions.bases_for(as_of)[:1]] == ([expected] if expected else [])


def test_after_a_rollback_the_base_is_what_is_served(home: Home, publish: Publish) -> None:
    for known in (JUNE, OCTOBER):
        publish(known)
    editions = Editions(home)
    editions.serve(f"{JUNE.isoformat()}-00000000")
    assert editions.bases_for(APRIL)[0].as_of == JUNE


def test_nothing_is_a_base_before_the_first_edition(home: Home) -> None:
    assert not Editions(home).bases_for(JUNE)


def test_every_spell_has_a_snapshot_of_its_own() -> None:
    assert len({spells.snapshot for spells in SPELLS}) == len({spells.mart for spells in SPELLS}) == len(SPELLS)

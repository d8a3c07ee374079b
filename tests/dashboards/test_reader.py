"""The reader: finds the served edition, follows the switch, stays read-only, says what is missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from dashboards.tables import TableSpec
from tests.dashboards.conftest import AS_OF, BuildEdition
from tests.homes import Operator
from warehouse.store.errors import EditionLacksError, NoEditionError
from warehouse.store.reader import Reader


def test_edition_tells_what_the_manifest_says(reader: Reader, home: Path, edition_night: Operator) -> None:
    edition = reader.edition
    assert edition.edition_id == edition_night.manifest()["edition"]
    assert edition.as_of.isoformat() == AS_OF
    assert not edition.is_demo
    assert edition.directory == (home / "published" / edition.edition_id).resolve()


def test_missing_home_says_what_was_expected_and_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoEditionError, match=r"expected a published edition under .*run `interregio refresh`"):
        Reader(tmp_path).frame("select 1")


def test_broken_manifest_is_named(tmp_path: Path, build_edition: BuildEdition) -> None:
    directory = build_edition(tmp_path, "2026-08-11-broken00")
    (directory / "manifest.json").write_text('{"edition": "x"}', encoding="utf-8")
    with pytest.raises(NoEditionError, match=r"manifest with edition, as_of and is_demo at .*manifest\.json"):
        _ = Reader(tmp_path).edition


def test_reader_switches_when_another_edition_is_published(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(tmp_path, "2026-08-11-0000000a")
    reader = Reader(tmp_path)
    assert reader.frame("select as_of::varchar from marts_quality.edition").item() == "2026-08-11"
    build_edition(tmp_path, "2026-08-12-0000000b", as_of="2026-08-12")
    assert reader.edition.edition_id == "2026-08-12-0000000b"
    assert reader.frame("select as_of::varchar from marts_quality.edition").item() == "2026-08-12"


def test_snapshot_keeps_its_edition_and_closes_with_its_last_user(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(tmp_path, "2026-08-11-0000000a")
    reader = Reader(tmp_path)
    with reader.snapshot() as held:
        build_edition(tmp_path, "2026-08-12-0000000b", as_of="2026-08-12")
        assert reader.edition.edition_id == "2026-08-12-0000000b"
        assert held.frame("select as_of::varchar from marts_quality.edition").item() == "2026-08-11"
    with pytest.raises(duckdb.ConnectionException):
        held.frame("select 1")


def test_edition_cannot_be_written_or_left(reader: Reader) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        reader.frame("create table marts_core.intruder as select 1 as one")
    with pytest.raises(duckdb.Error, match="disabled by configuration"):
        reader.frame("select * from read_csv('/etc/hostname')")


def test_table_whose_rows_lack_a_column_says_that_the_edition_is_older(reader: Reader) -> None:
    spec = TableSpec("x", ("a", "b"), lambda snapshot, _: snapshot.frame("select 1 as a"))
    with reader.snapshot() as snapshot, pytest.raises(EditionLacksError, match="before the column b existed"):
        spec.rows(snapshot, {})


@pytest.mark.parametrize(
    ("sql", "lacking"),
    [
        pytest.param("select * from marts_core.dim_tomorrow", "table dim_tomorrow", id="table"),
        pytest.param("select * from tomorrow.dim_topic", "table tomorrow.dim_topic", id="schema"),
        pytest.param("select mood from marts_core.dim_topic", "column mood", id="column"),
        pytest.param("select t.mood from marts_core.dim_topic as t", "column mood", id="column of an alias"),
    ],
)
def test_what_an_edition_lacks_is_named_with_the_edition(
    reader: Reader, edition_id: str, sql: str, lacking: str
) -> None:
    with pytest.raises(EditionLacksError, match=rf"{edition_id}, as of {AS_OF}\) was made before the {lacking} "):
        reader.frame(sql)


def test_fault_in_a_query_is_not_blamed_on_the_edition(reader: Reader) -> None:
    with pytest.raises(duckdb.CatalogException, match="no_such_function"):
        reader.frame("select no_such_function(1)")


def test_parameters_are_bound_and_threads_get_their_own_answers(reader: Reader) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: reader.frame("select ? as number", [number]).item(), range(40)))
    assert answers == list(range(40))

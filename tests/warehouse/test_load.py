"""Raw tables: replaced together or not at all, and written down."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.store.connection import transaction, writer
from warehouse.store.load import LoadableTable, make_loadable, replace_tables, table_loads


def make_table(rows: dict[str, list[str | None]], *, table_name: str = "topics", content: str = "abc") -> LoadableTable:
    height = len(next(iter(rows.values())))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String)).with_columns(
        pl.lit("archive.zip/topics.csv").alias("_source_file"),
        pl.int_range(1, height + 1, dtype=pl.Int64).alias("_row_number"),
    )
    return make_loadable(
        frame, source="cordis", table_name=table_name, content_sha256=content, retrieved_at="2026-03-15"
    )


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "build" / "interregio.duckdb"


def test_replace_tables_adds_audit_columns(database: Path) -> None:
    with writer(database) as connection:
        replace_tables(connection, [make_table({"project_id": ["1", "2"], "topic": ["A", None]})])
        loaded = connection.sql("select * from raw_cordis.topics order by _row_number").pl()

    assert loaded.columns == ["project_id", "topic", "_source_file", "_row_number", "_retrieved_at", "_row_hash"]
    assert loaded.get_column("_retrieved_at").to_list() == ["2026-03-15", "2026-03-15"]
    assert loaded.get_column("_row_hash").n_unique() == 2


def test_row_hash_tells_null_from_blank_and_shifted_values(database: Path) -> None:
    table = make_table({"a": [None, "", "x", "xy"], "b": ["", None, "yz", "z"]})
    with writer(database) as connection:
        replace_tables(connection, [table])
        hashes = connection.sql("select _row_hash from raw_cordis.topics").pl()

    assert hashes.get_column("_row_hash").n_unique() == 4


def test_replace_tables_with_an_empty_frame_leaves_an_empty_table(database: Path) -> None:
    with writer(database) as connection:
        replace_tables(connection, [make_table({"project_id": ["1"]})])
        replace_tables(connection, [make_table({"project_id": []}, content="def")])

        assert connection.sql("select count(*) from raw_cordis.topics").fetchone() == (0,)
        assert [load.content_sha256 for load in table_loads(connection, "cordis")] == ["def"]


def test_replace_tables_failing_half_way_changes_nothing(database: Path) -> None:
    def tables() -> object:
        yield make_table({"project_id": ["9"]}, content="new")
        raise RuntimeError("the second table cannot be read")

    with writer(database) as connection:
        replace_tables(connection, [make_table({"project_id": ["1"]})])
        with pytest.raises(RuntimeError, match="second table"):
            replace_tables(connection, tables())  # type: ignore[arg-type]

        assert connection.sql("select project_id from raw_cordis.topics").fetchall() == [("1",)]
        assert [load.content_sha256 for load in table_loads(connection, "cordis")] == ["abc"]


def test_table_loads_names_first_and_last_of_several_files(database: Path) -> None:
    frame = pl.DataFrame(
        {
            "reference": ["a", "b", "c"],
            "_source_file": ["page-0001.json", "page-0002.json", "page-0003.json"],
            "_row_number": [1, 1, 1],
        }
    )
    rejected = frame.head(2).with_columns(pl.lit("reference: expected a value, got none").alias("_reason"))
    table = make_loadable(frame, source="funding_tenders", table_name="topics", content_sha256="abc", rejected=rejected)
    with writer(database) as connection:
        replace_tables(connection, [table])
        (load,) = table_loads(connection, "funding_tenders")

    assert load.source_file == "page-0001.json … page-0003.json"
    assert (load.rows_in, load.rows_loaded, load.rows_rejected) == (5, 3, 2)


def test_rejected_rows_are_kept_whole_with_their_reason_until_the_next_load(database: Path) -> None:
    def table(reasons: list[str]) -> LoadableTable:
        kept = make_table({"project_id": ["1"]})
        rejected = pl.DataFrame(
            {"project_id": reasons, "_source_file": "topics.csv", "_row_number": 7, "_reason": reasons},
            schema={"project_id": pl.String, "_source_file": pl.String, "_row_number": pl.Int64, "_reason": pl.String},
        )
        return make_loadable(kept.frame, source="cordis", table_name="topics", content_sha256="abc", rejected=rejected)

    with writer(database) as connection:
        replace_tables(connection, [table(["no key", "no date"])])
        kept = connection.execute("select row_number, reason, row_json from raw_night.quarantine").fetchall()
        (load,) = table_loads(connection, "cordis")
        replace_tables(connection, [table([])])

        assert connection.execute("select count(*) from raw_night.quarantine").fetchone() == (0,)
    assert [(row[0], row[1]) for row in kept] == [(7, "no key"), (7, "no date")]
    assert '"project_id":"no key"' in kept[0][2]
    assert (load.rows_in, load.rows_loaded, load.rows_rejected) == (3, 1, 2)


def test_ledger_made_before_versions_were_noted_keeps_its_rows(database: Path) -> None:
    with writer(database) as connection:
        replace_tables(connection, [make_table({"project_id": ["1"]})])
        connection.execute("alter table raw_night.table_load drop column reader_version")

        (load,) = table_loads(connection, "cordis")

        assert (load.content_sha256, load.rows_loaded, load.reader_version) == ("abc", 1, "")
        replace_tables(connection, [make_table({"project_id": ["1", "2"]})])
        assert [load.rows_loaded for load in table_loads(connection, "cordis")] == [2]


def test_transaction_rolls_back_on_any_error(database: Path) -> None:
    with writer(database) as connection:
        connection.execute("create table kept (a integer)")
        with pytest.raises(duckdb.Error), transaction(connection):  # noqa: PT012 - the first statement is the point
            connection.execute("insert into kept values (1)")
            connection.execute("insert into absent values (1)")

        assert connection.sql("select count(*) from kept").fetchone() == (0,)

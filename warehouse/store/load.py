"""Frames into ``raw_<source>`` tables: one transaction per source, replaced as a whole.

Which frames, and whether their contract holds, is decided before. Derived tables are dbt's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import polars as pl

from warehouse.store.connection import transaction
from warehouse.store.lake import again_on_conflict

ROW_HASH = "md5(concat_ws(chr(31), {columns}))"


@dataclass(frozen=True, kw_only=True)
class TableLoad:
    """One raw table as loaded; becomes a row of ``raw_night.table_load``.

    Attributes:
        source: the source's name.
        table_name: table in ``raw_<source>``.
        content_sha256: hash of the content it was read from.
        rows_in: rows the file held.
        rows_loaded: rows the table holds.
        rows_rejected: rows its contract kept out.
        vintage: newest date inside the content, ISO, or None.
        source_file: file, or first and last of several, that the rows came from.
        retrieved_at: when the content was had.
        note_lines: lines beside the rows that the reader took for headings or footnotes; no part of ``rows_in``.
        reader_version: of the code that read it; other code reads the same content again. Blank where nothing was read.
    """

    source: str
    table_name: str
    content_sha256: str
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    vintage: str | None
    source_file: str
    retrieved_at: str
    reader_version: str = ""
    note_lines: int = 0


@dataclass(frozen=True)
class LoadableTable:
    """A contract-checked frame together with what will be written down about it.

    Attributes:
        frame: rows that hold the contract.
        facts: what will be written down about the table.
        rejected: rows that do not, with ``_reason``; kept in ``raw_night.quarantine``. None if there are none.
    """

    frame: pl.DataFrame
    facts: TableLoad
    rejected: pl.DataFrame | None = None


def make_loadable(
    frame: pl.DataFrame,
    *,
    source: str,
    table_name: str,
    content_sha256: str,
    rejected: pl.DataFrame | None = None,
    vintage: str | None = None,
    retrieved_at: str = "",
    reader_version: str = "",
    note_lines: int = 0,
) -> LoadableTable:
    """A frame whose contract holds, with the facts that follow from it and the rows kept out."""
    rows_rejected = 0 if rejected is None else rejected.height
    facts = TableLoad(
        source=source,
        table_name=table_name,
        content_sha256=content_sha256,
        rows_in=frame.height + rows_rejected,
        rows_loaded=frame.height,
        rows_rejected=rows_rejected,
        vintage=vintage,
        source_file=_name_source_files(frame),
        retrieved_at=retrieved_at,
        reader_version=reader_version,
        note_lines=note_lines,
    )
    return LoadableTable(frame, facts, rejected)


def replace_tables(connection: duckdb.DuckDBPyConnection, tables: Iterable[LoadableTable]) -> None:
    """Replaces raw tables and notes what they now hold, all or nothing.

    An empty frame makes an empty table with the same columns.
    """
    loadable = list(tables)

    def replace() -> None:
        with transaction(connection):
            _ensure_ledger(connection)
            for table in loadable:
                _replace_table(connection, table)

    again_on_conflict(replace)


def table_loads(connection: duckdb.DuckDBPyConnection, source: str) -> list[TableLoad]:
    """What is written down about the raw tables of a source, in table order."""
    again_on_conflict(lambda: _ensure_ledger(connection))
    columns = list(TableLoad.__dataclass_fields__)
    rows = connection.execute(
        f"select {', '.join(columns)} from raw_night.table_load where source = ? order by table_name", [source]
    ).fetchall()
    return [TableLoad(**dict(zip(columns, row, strict=True))) for row in rows]


def replace_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Replaces one table with a frame as it is; the caller opens the transaction.

    Args:
        connection: a writable connection.
        table: ``schema.table``.
        frame: what the table shall hold.
    """
    schema, _, _ = table.partition(".")
    connection.execute(f"create schema if not exists {schema}")
    connection.register("incoming_frame", frame.to_arrow())
    connection.execute(f"create or replace table {table} as select * from incoming_frame")
    connection.unregister("incoming_frame")


def read_if_alike(connection: duckdb.DuckDBPyConnection, table: str, empty: pl.DataFrame) -> pl.DataFrame:
    """A table as an earlier night left it, or ``empty`` where it is absent or has other columns than that."""
    schema, _, name = table.partition(".")
    found = connection.execute(
        "select column_name from information_schema.columns where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    if {column for (column,) in found} != set(empty.columns):
        return empty
    return connection.sql(f"select {', '.join(empty.columns)} from {table}").pl()


def _name_source_files(frame: pl.DataFrame) -> str:
    files = frame.get_column("_source_file").unique().sort().to_list()
    return " … ".join(dict.fromkeys([*files[:1], *files[-1:]]))


def _replace_table(connection: duckdb.DuckDBPyConnection, table: LoadableTable) -> None:
    facts = table.facts
    schema = f"raw_{facts.source}"
    data_columns = [name for name in table.frame.columns if not name.startswith("_")]
    hashed = ", ".join(f'coalesce("{name}"::varchar, chr(30))' for name in data_columns)
    connection.execute(f"create schema if not exists {schema}")
    connection.register("incoming_frame", table.frame.to_arrow())
    connection.execute(
        f"create or replace table {schema}.{facts.table_name} as "
        f"select *, ?::varchar as _retrieved_at, {ROW_HASH.format(columns=hashed)} as _row_hash "
        "from incoming_frame",
        [facts.retrieved_at],
    )
    connection.unregister("incoming_frame")
    connection.execute(
        "delete from raw_night.table_load where source = ? and table_name = ?", [facts.source, facts.table_name]
    )
    _replace_quarantine(connection, table)
    values = vars(facts)
    marks = ", ".join("?" for _ in values)
    connection.execute(
        f"insert into raw_night.table_load ({', '.join(values)}) values ({marks})", list(values.values())
    )


def _replace_quarantine(connection: duckdb.DuckDBPyConnection, table: LoadableTable) -> None:
    """Keeps the rows that a contract turned away, whole and with the reason."""
    facts = table.facts
    connection.execute(
        "delete from raw_night.quarantine where source = ? and table_name = ?", [facts.source, facts.table_name]
    )
    if table.rejected is None or table.rejected.is_empty():
        return
    connection.register("rejected_frame", table.rejected.to_arrow())
    connection.execute(
        """
        insert into raw_night.quarantine
        select ?, ?, ?, _source_file, _row_number, _reason, to_json(rejected_frame)::varchar
        from rejected_frame
        """,
        [facts.source, facts.table_name, facts.content_sha256],
    )
    connection.unregister("rejected_frame")


def _ensure_ledger(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists raw_night")
    connection.execute(
        """
        create table if not exists raw_night.table_load (
            source varchar not null,
            table_name varchar not null,
            content_sha256 varchar not null,
            rows_in bigint not null,
            rows_loaded bigint not null,
            rows_rejected bigint not null,
            vintage varchar,
            source_file varchar not null,
            retrieved_at varchar not null,
            reader_version varchar default '',
            note_lines bigint default 0,
        )
        """
    )
    # Databases made before versions were noted: their rows count as read by other code.
    for added in ("reader_version varchar default ''", "note_lines bigint default 0"):
        connection.execute(f"alter table raw_night.table_load add column if not exists {added}")
    connection.execute(
        """
        create table if not exists raw_night.quarantine (
            source varchar not null,
            table_name varchar not null,
            content_sha256 varchar not null,
            source_file varchar,
            row_number bigint,
            reason varchar not null,
            row_json varchar not null,
        )
        """
    )

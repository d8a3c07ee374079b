"""What an edition takes over from the one before it: spells of history, and the rows it is compared with.

The history of an edition is that of its base edition and tonight's state, nothing else: a killed night, a closed
gate, a rollback or a lost build database cannot bend it. How spells and changes are made is dbt's business
(snapshots, ``marts_quality.fct_change``); which edition is the base is in ``warehouse.store.editions``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.store.connection import transaction
from warehouse.store.editions import Edition
from warehouse.store.errors import NoEditionError
from warehouse.store.lake import LakeError

SNAPSHOT_SCHEMA = "snapshots"
BASE_SCHEMA = "raw_previous"
BASE_ALIAS = "base_edition"
BASE_TABLE = "edition"


@dataclass(frozen=True)
class Spells:
    """A table of spells: what was known of a thing, from which edition's as-of date to which.

    Attributes:
        snapshot: dbt's snapshot in schema ``snapshots`` of the build database.
        mart: the same rows as published.
        key: column that names the thing.
    """

    snapshot: str
    mart: str
    key: str


SPELLS = (
    Spells("snap_topic", "marts_core.hist_topic", "topic_id"),
    Spells("snap_membership", "marts_core.hist_membership", "membership_id"),
    Spells("snap_organisation", "marts_core.hist_organisation", "organisation_id"),
    Spells("snap_match", "marts_funding.hist_match", "match_id"),
    Spells("snap_indicator_value", "marts_maturity.hist_indicator_value", "indicator_value_id"),
    Spells("snap_maturity_score", "marts_maturity.hist_maturity_score", "maturity_subject_id"),
)


@dataclass(frozen=True)
class Carried:
    """A published table of the base edition that tonight's marts read, empty where there is no base.

    Attributes:
        mart: the published table.
        columns: DuckDB type by column name.
        is_dated: whether its rows carry ``as_of``; then only those before tonight are taken over.
    """

    mart: str
    columns: Mapping[str, str]
    is_dated: bool = False


CARRIED: Mapping[str, Carried] = {
    "headline": Carried(
        "marts_quality.hist_headline",
        {
            "figure_id": "varchar",
            "subject_id": "varchar",
            "as_of": "date",
            "figure_value": "decimal(18, 2)",
            "is_demo": "boolean",
        },
        is_dated=True,
    ),
    "headline_row": Carried(
        "marts_quality.fct_headline_row",
        {
            "figure_id": "varchar",
            "subject_id": "varchar",
            "row_key": "varchar",
            "amount": "decimal(18, 2)",
            "input_ids": "varchar[]",
            "is_demo": "boolean",
        },
    ),
    "headline_input": Carried(
        "marts_quality.fct_headline_input",
        {"input_id": "varchar", "row_marks": "ubigint[]", "link_id": "varchar", "turning_dates": "date[]"},
    ),
    "source_status": Carried(
        "marts_quality.fct_source_status", {"night_id": "varchar", "source": "varchar", "sha256": "varchar"}
    ),
    "field_coverage": Carried(
        "marts_quality.hist_field_coverage",
        {
            "as_of": "date",
            "table_name": "varchar",
            "column_name": "varchar",
            "coverage_scope": "varchar",
            "source": "varchar",
            "row_count": "bigint",
            "filled_count": "bigint",
            "filled_share": "double",
        },
        is_dated=True,
    ),
}

BASE_COLUMNS: Mapping[str, str] = {
    "edition_id": "varchar",
    "as_of": "date",
    "code_version": "varchar",
    "is_demo": "boolean",
    "is_code_changed": "boolean",
}


def carry_over(
    connection: duckdb.DuckDBPyConnection, base: Edition | None, *, as_of: date, code_version: str
) -> dict[str, int]:
    """Brings spells and rows of the base edition into the build database, in place of whatever lay there.

    Only what was known before ``as_of`` is taken over, so that a second edition of one date gets the history that the
    first got.

    Args:
        connection: a writable connection to the build database.
        base: the edition to take over from, None if there is none.
        as_of: the date that tonight's edition speaks for.
        code_version: which code makes it.

    Returns:
        Rows taken over, by table of the build database.

    Raises:
        NoEditionError: the base edition cannot be read; the build database stays as it was.
    """
    present = _attach(connection, base)
    try:
        with transaction(connection):
            connection.execute(f"create schema if not exists {SNAPSHOT_SCHEMA}")
            connection.execute(f"create schema if not exists {BASE_SCHEMA}")
            for spells in SPELLS:
                _restore_spells(connection, spells, present, as_of)
            for name, carried in CARRIED.items():
                _carry(connection, name, carried, present, as_of)
            _note_base(connection, base, code_version)
    finally:
        if base is not None:
            connection.execute(f"detach {BASE_ALIAS}")
    return _count_rows(connection)


def carried_base(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Id of the edition that the build database was built on, None if on none."""
    row = connection.execute(f"select edition_id from {BASE_SCHEMA}.{BASE_TABLE}").fetchone()
    return str(row[0]) if row else None


def create_base_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables of the base edition as they are when there is none: empty, with their columns."""
    connection.execute(f"create schema if not exists {BASE_SCHEMA}")
    for name, carried in CARRIED.items():
        _create(connection, name, carried.columns)
    _create(connection, BASE_TABLE, BASE_COLUMNS)


def _attach(connection: duckdb.DuckDBPyConnection, base: Edition | None) -> dict[str, list[str]]:
    """Attaches the base edition read-only; gives the columns of each of its tables."""
    if base is None:
        return {}
    try:
        base.attach(connection, BASE_ALIAS)
    except (duckdb.Error, LakeError) as error:
        raise NoEditionError(
            f"expected a readable database of the base edition {base.directory}; DuckDB said: {error}; "
            "serve another edition with `interregio rollback`"
        ) from error
    rows = connection.execute(
        "select schema_name || '.' || table_name, list(column_name order by column_index) from duckdb_columns() "
        "where database_name = ? group by all",
        [BASE_ALIAS],
    ).fetchall()
    return dict(rows)


def _restore_spells(
    connection: duckdb.DuckDBPyConnection, spells: Spells, present: Mapping[str, list[str]], as_of: date
) -> None:
    """Puts a snapshot back to where it stood before ``as_of``; without published spells dbt begins anew."""
    target = f"{SNAPSHOT_SCHEMA}.{spells.snapshot}"
    connection.execute(f"drop table if exists {target}")
    if spells.mart not in present:
        return
    connection.execute(
        f"""
        create table {target} as
        select
            * replace (case when known_to < $as_of then known_to end as known_to),
            md5(concat_ws('|', {spells.key}, known_from)) as dbt_scd_id,
            known_from as dbt_updated_at
        from {BASE_ALIAS}.{spells.mart}
        where known_from < $as_of
        """,
        {"as_of": as_of},
    )


def _carry(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    carried: Carried,
    present: Mapping[str, list[str]],
    as_of: date,
) -> None:
    _create(connection, name, carried.columns)
    shared = [column for column in carried.columns if column in present.get(carried.mart, [])]
    if not shared:
        return
    columns = ", ".join(shared)
    known = "where as_of < $as_of" if carried.is_dated else "where $as_of is not null"
    connection.execute(
        f"insert into {BASE_SCHEMA}.{name} by name select {columns} from {BASE_ALIAS}.{carried.mart} {known}",
        {"as_of": as_of},
    )


def _create(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str]) -> None:
    definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"create or replace table {BASE_SCHEMA}.{name} ({definition})")


def _note_base(connection: duckdb.DuckDBPyConnection, base: Edition | None, code_version: str) -> None:
    _create(connection, BASE_TABLE, BASE_COLUMNS)
    if base is not None:
        of_base = str(base.manifest.get("code_version", "unknown"))
        connection.execute(
            f"insert into {BASE_SCHEMA}.{BASE_TABLE} values (?, ?, ?, ?, ?)",
            [base.edition_id, base.as_of, of_base, base.is_demo, of_base != code_version],
        )


def _count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    rows = connection.execute(
        "select schema_name || '.' || table_name, estimated_size from duckdb_tables() "
        "where schema_name in (?, ?) and database_name = current_database() order by all",
        [SNAPSHOT_SCHEMA, BASE_SCHEMA],
    ).fetchall()
    return dict(rows)

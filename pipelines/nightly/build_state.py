"""What the build database remembers of what was made in it: from what content, by what code.

One row is one thing made (a node of dbt's project, a step between its two selections), the hash of all it was made from
and, for what others read, the checksum of what came of it. Rows are written in the transaction that writes the thing.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from warehouse.store.files import hash_text

STATE_SCHEMA = "build"
STATE_TABLE = f"{STATE_SCHEMA}.node_state"


def read_state(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Signature and content of everything made in the database, by id."""
    connection.execute(f"create schema if not exists {STATE_SCHEMA}")
    connection.execute(
        f"create table if not exists {STATE_TABLE} (unique_id varchar, signature varchar, content varchar)"
    )
    rows = connection.execute(f"select unique_id, signature, content from {STATE_TABLE}").fetchall()
    return {key: (signature, content) for key, signature, content in rows}


def note_state(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[str, str, str]]) -> None:
    """Notes id, signature and content of things just made; the caller's transaction holds the things too."""
    keys, signatures, contents = (list(column) for column in zip(*rows, strict=True))
    connection.execute(f"delete from {STATE_TABLE} where list_contains(?, unique_id)", [keys])
    connection.execute(
        f"insert into {STATE_TABLE} select unnest(?), unnest(?), unnest(?)", [keys, signatures, contents]
    )


def content_of(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """Checksum of a table's columns and rows, whatever the order of the rows."""
    columns = connection.execute(f"select * from {relation} limit 0").description or []
    # A sum, where a row that stands there twice would cancel itself out of an exclusive or.
    row = connection.execute(f"select count(*), sum(hash(rows)) from {relation} as rows").fetchone()
    return hash_text(f"{row} {[(column[0], str(column[1])) for column in columns]}")

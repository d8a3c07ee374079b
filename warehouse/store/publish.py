"""Making an edition: copy the marts aside, add exports and manifest, verify, switch.

The edition being served is never touched: a new one is complete and on the disk before ``current``
points at it. Which checks must hold before this may run is the gate's business, ``warehouse.store.gate``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.store.connection import transaction, writer
from warehouse.store.editions import MANIFEST_NAME, Edition, Editions, HoldBack, find_damage, read_edition
from warehouse.store.errors import NoEditionError, PublishError
from warehouse.store.files import flush_directory, flush_file, hash_file, remove, sweep_parts, write_json
from warehouse.store.lake import current_snapshot, lake_of
from warehouse.store.load import replace_frame
from warehouse.store.paths import DATABASE_NAME, Home

EXPORTS_FOLDER = "exports"

WriteExports = Callable[[Path, Path], None]
"""Takes the edition's directory and its exports folder, and writes the files that ship with it."""


@dataclass(frozen=True, kw_only=True)
class EditionFacts:
    """What is known of an edition before its tables are copied.

    Attributes:
        edition: its id.
        base_edition: id of the edition it was built on and is compared with, None if on none.
        as_of: the date its figures speak for.
        is_demo: True if its participations are demonstration data.
        code_version: which code made it.
        fingerprint: hash of its inputs, seeds and code.
        sources: status of every source, as in ``manifest.json``.
        dictionary: schema_name, table_name, column_name (null for the table itself), description, and how a column is
            shown.
    """

    edition: str
    base_edition: str | None
    as_of: date
    is_demo: bool
    code_version: str
    fingerprint: str
    sources: Sequence[dict[str, Any]]
    dictionary: pl.DataFrame


def publish_edition(
    home: Home, facts: EditionFacts, write_exports: WriteExports, hold_back: HoldBack = lambda _: ""
) -> Edition:
    """Makes an edition of the build's marts, and serves it unless there is a reason to hold it back.

    Raises:
        PublishError: the copy is not what the build holds; the edition being served stays.
    """
    home.published.mkdir(parents=True, exist_ok=True)
    sweep_parts(home.published)
    aside = home.published / f".{facts.edition}.part"
    try:
        _make(home, facts, write_exports, aside)
    except BaseException:
        # Above all where the disk is full: half an edition is as large as a whole one.
        remove(aside)
        raise
    return Editions(home).serve(facts.edition, hold_back)


def _make(home: Home, facts: EditionFacts, write_exports: WriteExports, aside: Path) -> None:
    exports = aside / EXPORTS_FOLDER
    exports.mkdir(parents=True)
    if lake_of(home.build_database.parent):
        tables, snapshot = _mark_marts(home.build_database, facts.dictionary)
        manifest = {**_manifest(facts, tables), "lake_snapshot": snapshot}
    else:
        tables = _copy_marts(home.build_database, aside / DATABASE_NAME, facts.dictionary)
        manifest = _manifest(facts, tables)
    write_json(aside / MANIFEST_NAME, manifest)
    write_exports(aside, exports)
    files = sorted(path for path in aside.rglob("*") if path.is_file() and path.name != MANIFEST_NAME)
    manifest["files"] = {path.relative_to(aside).as_posix(): hash_file(path) for path in files}
    write_json(aside / MANIFEST_NAME, manifest)
    _verify(read_edition(aside), tables)
    _flush_tree(aside)
    # Whoever opens it by hand for writing would lock readers out, or change what an edition's name stands for.
    for path in (*aside.rglob("*"), aside):
        path.chmod(0o555 if path.is_dir() else 0o444)
    target = home.published / facts.edition
    if _is_intact(target):
        # Editions are immutable, and the same id means the same inputs: the one that is there stands,
        # all the more since somebody may be reading it.
        remove(aside)
    else:
        if target.exists():
            target.replace(home.published / f".{facts.edition}.broken.part")
        aside.replace(target)
        flush_directory(home.published)


def _is_intact(directory: Path) -> bool:
    """True if an edition lies there that is what was published."""
    try:
        return not find_damage(read_edition(directory))
    except NoEditionError:
        return False


def _manifest(facts: EditionFacts, tables: dict[str, int]) -> dict[str, Any]:
    return {
        "edition": facts.edition,
        "base_edition": facts.base_edition,
        "as_of": facts.as_of.isoformat(),
        "is_demo": facts.is_demo,
        "code_version": facts.code_version,
        "fingerprint": facts.fingerprint,
        "sources": list(facts.sources),
        "tables": tables,
        "files": {},
    }


def _mark_marts(build: Path, dictionary: pl.DataFrame) -> tuple[dict[str, int], int]:
    """Puts the dictionary beside the marts of a lake; gives rows by ``schema.table`` and the snapshot they are."""
    with writer(build) as connection:
        names = _marts(connection, build)
        with transaction(connection):
            tables = _describe(connection, names, dictionary)
        return tables, current_snapshot(connection)


def _marts(connection: duckdb.DuckDBPyConnection, build: Path) -> list[tuple[str, str]]:
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = current_database() "
        "and schema_name like 'marts\\_%' escape '\\' and table_name <> 'data_dictionary' order by all"
    ).fetchall()
    if not names:
        raise PublishError(f"{build}: expected tables in schemas marts_*, got none")
    return names


def _copy_marts(build: Path, target: Path, dictionary: pl.DataFrame) -> dict[str, int]:
    """Copies every mart and its comments into a fresh database; gives rows by ``schema.table``."""
    with writer(build) as connection:
        (source,) = connection.execute("select current_database()").fetchone() or ("",)
        names = _marts(connection, build)
        connection.execute(f"attach '{_quoted(target)}' as edition")
        try:
            connection.execute("use edition")
            return _fill(connection, source, names, dictionary)
        finally:
            connection.execute(f"use {source}")
            connection.execute("detach edition")


def _fill(
    connection: duckdb.DuckDBPyConnection, source: str, names: Sequence[tuple[str, str]], dictionary: pl.DataFrame
) -> dict[str, int]:
    for schema, table in names:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create table {schema}.{table} as select * from {source}.{schema}.{table}")
    # A thousand comments in as many transactions take four times as long.
    with transaction(connection):
        tables = _describe(connection, names, dictionary)
    connection.execute("checkpoint")
    return tables


def _describe(
    connection: duckdb.DuckDBPyConnection, names: Sequence[tuple[str, str]], dictionary: pl.DataFrame
) -> dict[str, int]:
    """Adds the dictionary as a table and as comments; gives the rows of all tables by ``schema.table``."""
    replace_frame(connection, "marts_quality.data_dictionary", dictionary)
    _comment(connection)
    counts = {f"{schema}.{table}": _count(connection, schema, table) for schema, table in names}
    return dict(sorted({**counts, "marts_quality.data_dictionary": dictionary.height}.items()))


def _comment(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts each description on its table or column, for whoever opens the file by hand."""
    described = connection.execute(
        """
        select dictionary.schema_name, dictionary.table_name, dictionary.column_name, dictionary.description
        from marts_quality.data_dictionary as dictionary
        inner join duckdb_columns() as present
            on dictionary.schema_name = present.schema_name
            and dictionary.table_name = present.table_name
            and (dictionary.column_name = present.column_name or dictionary.column_name is null)
            and present.database_name = current_database()
        where dictionary.description <> ''
        group by all
        order by all
        """
    ).fetchall()
    for schema, table, column, description in described:
        text = description.replace("'", "''")
        place = f'column {schema}.{table}."{column}"' if column else f"table {schema}.{table}"
        connection.execute(f"comment on {place} is '{text}'")


def _verify(edition: Edition, tables: dict[str, int]) -> None:
    """Opens the copy as a reader would and counts again."""
    with duckdb.connect() as connection:
        edition.attach(connection, "edition")
        connection.execute("use edition")
        for name, rows in tables.items():
            schema, _, table = name.partition(".")
            found = _count(connection, schema, table)
            if found != rows:
                raise PublishError(f"{edition.directory}: expected {rows} rows in {name}, got {found}")


def _count(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    row = connection.execute(f"select count(*) from {schema}.{table}").fetchone()
    return int(row[0]) if row else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _flush_tree(directory: Path) -> None:
    for path in directory.rglob("*"):
        (flush_directory if path.is_dir() else flush_file)(path)
    flush_directory(directory)

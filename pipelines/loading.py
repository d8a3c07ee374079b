"""From an arrival to raw tables: parse, check the contract, replace, and say what came of it.

A source's tables are replaced together or not at all. Visiting publishers is in
``pipelines.arrivals``; Dagster's view of this is in ``pipelines.assets``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import duckdb
import polars as pl

from pipelines.arrivals import merge_missing, status_of_failure
from pipelines.ingest.contracts import check_contract, empty_frame
from pipelines.ingest.errors import ContractError, SourceError
from pipelines.ingest.parsing import read_facts
from pipelines.ingest.source import Source, Table
from warehouse.files import hash_file, hash_text
from warehouse.landing import Arrival, Landing
from warehouse.load import LoadableTable, TableLoad, loaded_content, make_loadable, replace_tables, table_loads
from warehouse.nights import Night, SourceStatus, Status


@dataclass(frozen=True)
class Load:
    """What loading one source came to.

    Attributes:
        status: the source's status for the night.
        tables: what each raw table now holds.
    """

    status: SourceStatus
    tables: tuple[TableLoad, ...]


def load_source(
    connection: duckdb.DuckDBPyConnection,
    *,
    source: Source,
    landing: Landing,
    arrival: Arrival | None,
    status: SourceStatus,
    night: Night,
    code_version: str,
    is_shrinking_accepted: bool = False,
) -> Load:
    """Brings a source's raw tables up to its arrival, or to the last good one.

    Args:
        connection: a writable connection to the build database.
        source: whose tables.
        landing: its landing zone.
        arrival: what came tonight, None if nothing fit came.
        status: what is known of the visit so far.
        night: the night this is for.
        code_version: remembered with a refusal, so that other code tries the same bytes again.
        is_shrinking_accepted: True if an operator said that a table may lose more than its tolerance.

    Returns:
        The night's status, which is a failure with the last good rows kept if the arrival does not
        hold its contract.
    """
    replace_tables(connection, _stale_facts(connection, source))
    accepted = landing.accepted()
    if arrival is None or (accepted and accepted.content_sha256 == arrival.content_sha256):
        _restore(connection, source, accepted)
        return _summarise(connection, source, status)
    try:
        missing = _load_arrival(connection, source, arrival, is_shrinking_accepted=is_shrinking_accepted)
    except SourceError as error:
        reason = f"{source.name}: {error}"
        landing.refuse(arrival, reason=reason, code_version=code_version)
        _restore(connection, source, accepted)
        return _summarise(connection, source, status_of_failure(status, reason, night))
    landing.accept(arrival, missing_members=missing)
    arrived = replace(
        status,
        status=Status.NEW,
        sha256=arrival.content_sha256,
        bytes=arrival.size,
        retrieved_at=arrival.retrieved_at,
        missing_members=merge_missing(missing, arrival.missing_files),
        last_arrived_on=night.as_of.isoformat(),
        is_stale=False,
    )
    return _summarise(connection, source, arrived)


def _load_arrival(
    connection: duckdb.DuckDBPyConnection, source: Source, arrival: Arrival, *, is_shrinking_accepted: bool = True
) -> tuple[str, ...]:
    """Parses and loads every table an arrival has; gives the members it lacks.

    A table whose member is missing keeps the rows it has, and is made empty if it never had any.
    """
    parsers = source.parsers()
    loadable: list[LoadableTable] = []
    missing: list[str] = []
    already = loaded_content(connection, source.name)
    for table in source.fetched_tables:
        parsed = parsers[table.name](arrival.paths)
        if parsed is None:
            missing.append(table.member)
            if table.name not in already:
                loadable.append(_empty_table(source, table))
            continue
        loadable.append(
            _checked_table(
                source,
                table,
                parsed.frame,
                content_sha256=arrival.content_sha256,
                vintage=parsed.vintage.isoformat() if parsed.vintage else None,
                retrieved_at=arrival.retrieved_at,
            )
        )
    if not is_shrinking_accepted:
        _require_no_shrinking(source, loadable, table_loads(connection, source.name))
    replace_tables(connection, loadable)
    return tuple(missing)


def _require_no_shrinking(source: Source, loadable: Iterable[LoadableTable], loaded: Iterable[TableLoad]) -> None:
    """Holds an arrival in which a table lost more rows than it may: such a release is more likely broken than right.

    Raises:
        ContractError: names the first such table, the rows it had and those it would have.
    """
    before = {load.table_name: load.rows_loaded for load in loaded}
    tolerances = {table.name: table.shrink_tolerance for table in source.tables}
    for table in loadable:
        name, rows = table.facts.table_name, table.facts.rows_loaded
        tolerance = tolerances[name]
        if tolerance is not None and rows < before.get(name, 0) * (1 - tolerance):
            raise ContractError(
                where=f"{source.name}.{name}, held",
                expected=f"at least {1 - tolerance:.0%} of the {before[name]:,} rows it has "
                f"(`interregio refresh --accept {source.name}` loads it all the same)",
                came=f"{rows:,} rows",
            )


def _restore(connection: duckdb.DuckDBPyConnection, source: Source, accepted: Arrival | None) -> None:
    """Makes sure that the raw tables exist and hold the last good content, should they have been lost."""
    already = loaded_content(connection, source.name)
    if accepted and accepted.content_sha256 not in already.values():
        _load_arrival(connection, source, accepted)
        return
    absent = [table for table in source.fetched_tables if table.name not in already]
    replace_tables(connection, [_empty_table(source, table) for table in absent])


def _stale_facts(connection: duckdb.DuckDBPyConnection, source: Source) -> Iterable[LoadableTable]:
    """Shipped tables whose facts are not what the database holds."""
    already = loaded_content(connection, source.name)
    for table in source.shipped_tables:
        path = source.facts_path(table)
        sha256 = hash_file(path)
        if already.get(table.name) != sha256:
            vintage = source.facts_vintage.isoformat() if source.facts_vintage else None
            yield _checked_table(
                source,
                table,
                read_facts(path),
                content_sha256=sha256,
                vintage=vintage,
                retrieved_at=vintage or "",
            )


def _checked_table(
    source: Source, table: Table, frame: pl.DataFrame, *, content_sha256: str, vintage: str | None, retrieved_at: str
) -> LoadableTable:
    where = f"{source.name}.{table.name} ({table.facts or table.member})"
    checked = check_contract(frame, source.contract(table), where=where)
    return make_loadable(
        checked.accepted,
        source=source.name,
        table_name=table.name,
        content_sha256=content_sha256,
        rejected=checked.rejected,
        vintage=vintage,
        retrieved_at=retrieved_at,
    )


def _empty_table(source: Source, table: Table) -> LoadableTable:
    empty = empty_frame(source.contract(table))
    return make_loadable(empty, source=source.name, table_name=table.name, content_sha256="")


def _summarise(connection: duckdb.DuckDBPyConnection, source: Source, status: SourceStatus) -> Load:
    """Adds to a status what the raw tables of its source hold."""
    loads = tuple(table_loads(connection, source.name))
    has_facts_first = source.rests_on_facts
    told = loads if has_facts_first else tuple(load for load in loads if load.table_name in _fetched(source))
    is_facts_alone = has_facts_first and (status.status is Status.BUNDLED or status.sha256 is None)
    vintages = {load.table_name: load.vintage for load in told if load.vintage}
    summary = replace(
        status,
        rows=sum(load.rows_loaded for load in told),
        table_rows={load.table_name: load.rows_loaded for load in told},
        rows_rejected=sum(load.rows_rejected for load in told),
        table_vintages=vintages,
        vintage=max(vintages.values(), default=None),
        sha256=hash_facts(told) if is_facts_alone else status.sha256,
        retrieved_at=_facts_date(source) if is_facts_alone else status.retrieved_at,
    )
    return Load(summary, loads)


def hash_facts(loads: Iterable[TableLoad]) -> str:
    """One hash for all the shipped facts of a source."""
    contents: Mapping[str, str] = {load.table_name: load.content_sha256 for load in loads}
    return hash_text("\n".join(f"{name} {contents[name]}" for name in sorted(contents)))


def _fetched(source: Source) -> frozenset[str]:
    return frozenset(table.name for table in source.fetched_tables)


def _facts_date(source: Source) -> str | None:
    return source.facts_vintage.isoformat() if source.facts_vintage else None

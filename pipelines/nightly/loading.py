"""From an arrival to raw tables: parse, check the contract, replace, and say what came of it.

A source's tables are replaced together or not at all. Visiting publishers is in
``pipelines.nightly.arrivals``; Dagster's view of this is in ``pipelines.nightly.steps``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import polars as pl

from pipelines.ingest.contracts import REASON, check_contract, empty_frame
from pipelines.ingest.errors import ContractError, HeldError, SourceError, TransientError, UnexpectedError
from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE, read_facts
from pipelines.ingest.source import FACTS_SHRINK_TOLERANCE, ParsedTable, Source, Table
from pipelines.nightly.arrivals import held_table, merge_missing, status_of_failure
from pipelines.nightly.code_version import reader_version
from warehouse.store.files import hash_file, hash_text
from warehouse.store.landing import Arrival, Landing
from warehouse.store.load import (
    LoadableTable,
    TableLoad,
    make_loadable,
    replace_tables,
    table_loads,
)
from warehouse.store.nights import Night, SourceStatus, Status

_PAGE = re.compile(r"page-\d+\.json$")
"""Pages of a listing: how many there are is no matter of any one of them."""


@dataclass(frozen=True)
class Load:
    """What loading one source came to.

    Attributes:
        status: the source's status for the night.
        tables: what each raw table now holds.
        trace: the traceback of a fault in our own code, for the night's log; blank if there was none.
    """

    status: SourceStatus
    tables: tuple[TableLoad, ...]
    trace: str = ""


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
    loader = _Loader(connection, source, reader_version(source.package), night.as_of, is_shrinking_accepted)
    try:
        loader.refresh_facts()
    except HeldError as error:
        # Facts that wait for a word keep nothing of the publisher's out.
        loaded = _load_arrival(loader, landing, arrival, status, night=night, code_version=code_version)
        held = _fail(loaded.status, source, error, night)
        if loaded.status.status in (Status.FAILED, Status.HELD) and held.message not in loaded.status.message:
            held = replace(held, message=f"{held.message}; {loaded.status.message}")
        return replace(loaded, status=held)
    except SourceError as error:
        failed = _fail(status, source, error, night)
        return replace(_summarise(connection, source, failed), trace=_trace_of(error))
    return _load_arrival(loader, landing, arrival, status, night=night, code_version=code_version)


def _load_arrival(
    loader: _Loader, landing: Landing, arrival: Arrival | None, status: SourceStatus, *, night: Night, code_version: str
) -> Load:
    source = loader.source
    accepted = landing.accepted()
    if arrival is None or (accepted and accepted.content_sha256 == arrival.content_sha256):
        return _keep_known(loader, landing, status, night, code_version)
    try:
        missing = loader.load([arrival, *landing.accepted_arrivals()])
    except SourceError as error:
        _refuse(landing, source, arrival, error, code_version)
        failed = _fail(status, source, error, night)
        return replace(_keep_known(loader, landing, failed, night, code_version), trace=_trace_of(error))
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
    return _summarise(loader.connection, source, arrived)


def _keep_known(loader: _Loader, landing: Landing, status: SourceStatus, night: Night, code_version: str) -> Load:
    """The last good content stays. If this very code cannot read it, its status says so and earlier rows stay."""
    accepted = landing.accepted()
    try:
        loader.restore(landing.accepted_arrivals())
    except SourceError as error:
        if accepted:
            _refuse(landing, loader.source, accepted, error, code_version)
        if status.status not in (Status.FAILED, Status.HELD):
            status = _fail(status, loader.source, error, night)
        return replace(_summarise(loader.connection, loader.source, status), trace=_trace_of(error))
    if accepted:
        landing.forget_refusal(accepted)
    return _summarise(loader.connection, loader.source, status)


def _refuse(landing: Landing, source: Source, arrival: Arrival, error: SourceError, code_version: str) -> None:
    """Remembers that this code cannot take this content, unless it may be able to the next time."""
    if not isinstance(error, TransientError):
        is_held = isinstance(error, HeldError)
        landing.refuse(arrival, reason=f"{source.name}: {error}", code_version=code_version, is_held=is_held)


def _fail(status: SourceStatus, source: Source, error: SourceError, night: Night) -> SourceStatus:
    return status_of_failure(status, f"{source.name}: {error}", night, is_held=isinstance(error, HeldError))


def _trace_of(error: SourceError) -> str:
    return error.trace if isinstance(error, UnexpectedError) else ""


@dataclass(frozen=True)
class _Loader:
    """Reads one source's landed files into its raw tables.

    Attributes:
        version: of the code that reads; tables that other code read are read again.
    """

    connection: duckdb.DuckDBPyConnection
    source: Source
    version: str
    as_of: date
    is_shrinking_accepted: bool

    def load(self, arrivals: Sequence[Arrival]) -> tuple[str, ...]:
        """Loads the first of these arrivals; gives the members it lacks.

        A member that is missing is read from the newest of the other arrivals that has it; the table, or its part,
        is empty if none ever had it.

        Raises:
            SourceError: what came cannot be read, does not hold its contract, or lost too many rows. Nothing changed.
        """
        missing: list[str] = []
        loadable = [self._read_newest(table, arrivals, missing) for table in self.source.fetched_tables]
        self._require_no_losses(loadable, asked=arrivals[0].asked_files if arrivals else frozenset())
        replace_tables(self.connection, loadable)
        return tuple(missing)

    def restore(self, accepted: Iterable[Arrival]) -> None:
        """Makes sure that the tables hold the last good content as this code reads it, newest arrival first.

        Raises:
            SourceError: as ``load``; every table exists all the same.
        """
        arrivals = list(accepted)
        if self._is_whole(arrivals[0] if arrivals else None):
            return
        try:
            self.load(arrivals)
        except SourceError:
            there = {load.table_name for load in self._loads()}
            absent = [table for table in self.source.fetched_tables if table.name not in there]
            replace_tables(self.connection, [self._empty_table(table, version="") for table in absent])
            raise

    def refresh_facts(self) -> None:
        """Loads the shipped tables whose facts, or whose readers, are not those the database was made with.

        Raises:
            ContractError: a shipped row does not hold its contract. The facts are the project's own, so none is set
                aside: each is named, and the last good ones stay.
            HeldError: a shipped table lost too many rows.
        """
        known = {load.table_name: (load.content_sha256, load.reader_version) for load in self._loads()}
        vintage = self.source.facts_vintage.isoformat() if self.source.facts_vintage else None
        stale = []
        for table in self.source.shipped_tables:
            path = self.source.facts_path(table)
            sha256 = hash_file(path)
            if known.get(table.name) != (sha256, self.version):
                parsed = ParsedTable(read_facts(path), self.source.facts_vintage)
                stale.append(self._check(table, parsed, content_sha256=sha256, retrieved_at=vintage or ""))
        _require_whole_facts(stale)
        self._require_no_losses(stale, asked=frozenset(table.facts or "" for table in self.source.shipped_tables))
        replace_tables(self.connection, stale)

    def _loads(self) -> list[TableLoad]:
        return table_loads(self.connection, self.source.name)

    def _is_whole(self, accepted: Arrival | None) -> bool:
        """True if every table was read by this code, and the last good content is among what was read."""
        loads = {load.table_name: load for load in self._loads()}
        contents = {load.content_sha256 for load in loads.values()}
        is_current = all(
            table.name in loads and loads[table.name].reader_version == self.version
            for table in self.source.fetched_tables
        )
        return is_current and (accepted is None or accepted.content_sha256 in contents)

    def _read_newest(self, table: Table, arrivals: Sequence[Arrival], missing: list[str]) -> LoadableTable:
        """A table, each part of it as the first of these arrivals has it; notes in ``missing`` what the first lacks."""
        asked = arrivals[0].asked_files if arrivals else frozenset()
        parts: list[tuple[Arrival, ParsedTable]] = []
        for file in [file for file in table.archives if file in asked] or [""]:
            found = ((arrival, self._parse(table, arrival, file)) for arrival in arrivals)
            part = next(((arrival, parsed) for arrival, parsed in found if parsed), None)
            is_there = bool(arrivals) and (not file or file in arrivals[0].files)
            if is_there and (part is None or part[0] is not arrivals[0]):
                missing.append(table.member if file in ("", *table.archives[:1]) else f"{file}/{table.member}")
            if part:
                parts.append(part)
        if not parts:
            return self._empty_table(table, version=self.version)
        newest = max((arrival for arrival, _ in parts), key=lambda arrival: arrival.number)
        return self._check(
            table,
            _put_together([parsed for _, parsed in parts]),
            content_sha256=newest.content_sha256,
            retrieved_at=newest.retrieved_at,
        )

    def _parse(self, table: Table, arrival: Arrival, file: str) -> ParsedTable | None:
        """A table of an arrival, or its part in one file; None if the arrival lacks its member.

        Raises:
            SourceError: it cannot be read, whatever it was that failed.
        """
        paths = arrival.paths if not file else {name: path for name, path in arrival.paths.items() if name == file}
        with _explained(f"{self.source.name}.{table.name} ({table.member})"):
            return self.source.parsers()[table.name](paths)

    def _check(self, table: Table, parsed: ParsedTable, *, content_sha256: str, retrieved_at: str) -> LoadableTable:
        where = f"{self.source.name}.{table.name} ({table.facts or table.member})"
        with _explained(where):
            checked = check_contract(parsed.frame, self.source.contract(table), where=where)
        return make_loadable(
            checked.accepted,
            source=self.source.name,
            table_name=table.name,
            content_sha256=content_sha256,
            rejected=checked.rejected,
            vintage=parsed.vintage.isoformat() if parsed.vintage else None,
            retrieved_at=retrieved_at,
            reader_version=self.version,
            note_lines=parsed.note_lines,
        )

    def _empty_table(self, table: Table, *, version: str) -> LoadableTable:
        return make_loadable(
            empty_frame(self.source.contract(table)),
            source=self.source.name,
            table_name=table.name,
            content_sha256="",
            reader_version=version,
        )

    def _require_no_losses(self, loadable: Iterable[LoadableTable], *, asked: frozenset[str]) -> None:
        """Holds an arrival in which a table lost more than it may: it is more likely broken than right.

        Rows are compared file by file, so that one file's gain cannot hide another's loss; the pages of a listing are
        one file, and a file that is not asked for any more loses nothing.

        Raises:
            HeldError: names the first such table and file, the rows it had and those it would have.
        """
        if self.is_shrinking_accepted:
            return
        tables = {table.name: table for table in self.source.tables}
        known = {load.table_name for load in self._loads()}
        for new in loadable:
            table = tables[new.facts.table_name]
            tolerance = FACTS_SHRINK_TOLERANCE if table.facts else table.shrink_tolerance
            if tolerance is None or table.name not in known:
                continue
            for what, had, has in self._compare(table, new.frame, asked):
                # A single row, such as one that its contract keeps out, is no loss of a file, however short it is.
                if had - has > max(1, had * tolerance):
                    raise HeldError(
                        where=held_table(self.source, table),
                        expected=f"at least {1 - tolerance:.0%} of the {had:,} {what} "
                        f"(`interregio refresh --accept {self.source.name}` loads it all the same)",
                        came=f"{has:,} rows",
                    )

    def _compare(self, table: Table, frame: pl.DataFrame, asked: frozenset[str]) -> Iterator[tuple[str, int, int]]:
        """What is counted of a table, how much of it there was, and how much of it the new rows have."""
        standing = self.source.standing(table)
        columns = standing.columns if standing else (SOURCE_FILE,)
        raw = self.connection.table(f"raw_{self.source.name}.{table.name}")
        if not set(columns) <= set(raw.columns):  # Rows that other code read may lack what this code counts by.
            return
        held = raw.select(*columns).pl()
        if standing:
            due = standing.keys(held, self.as_of).unique()
            listed = due.is_in(standing.keys(frame, None).to_list())
            yield "rows that are not due to go yet", len(due), len(due.filter(listed))
            return
        listings, after = {_PAGE.sub("pages", file) for file in asked}, _count_by_listing(frame)
        for listing, rows in sorted(_count_by_listing(held).items()):
            if listing in listings:
                yield f"rows it has from {listing}", rows, after.get(listing, 0)


def _require_whole_facts(tables: Iterable[LoadableTable]) -> None:
    refused = [
        f"{row[SOURCE_FILE]} row {row[ROW_NUMBER]}: {row[REASON]}"
        for table in tables
        if table.rejected is not None
        for row in table.rejected.iter_rows(named=True)
    ]
    if refused:
        raise ContractError(where="shipped facts", expected="rows that hold their contract", came="; ".join(refused))


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Turns whatever a parser or a contract raises into one of the errors of a source."""
    try:
        yield
    except SourceError:
        raise
    except (OSError, MemoryError) as error:
        came = f"{type(error).__name__}: {error}"
        raise TransientError(where=where, expected="to read what landed", came=came) from error
    # A panic inside Polars is no Exception, and no reason either to end the other sources' night.
    except (Exception, pl.exceptions.PanicException) as error:
        raise UnexpectedError(error, where=where, expected="a parser that can take what landed") from error


def _put_together(parts: Sequence[ParsedTable]) -> ParsedTable:
    # Only a part with unreadable records has a column for their faults.
    return ParsedTable(
        pl.concat([part.frame for part in parts], how="diagonal"),
        max((part.vintage for part in parts if part.vintage), default=None),
        note_lines=sum(part.note_lines for part in parts),
    )


def _count_by_listing(frame: pl.DataFrame) -> dict[str, int]:
    files = frame.get_column(SOURCE_FILE).str.split("/").list.first().str.replace(_PAGE.pattern, "pages")
    return dict(files.value_counts().rows())


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

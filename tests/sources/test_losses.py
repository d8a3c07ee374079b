"""Losses of any source are held beyond their tolerance, until they are accepted by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.ingest.contracts import empty_frame
from pipelines.ingest.parsing import SOURCE_FILE, read_facts
from pipelines.ingest.source import FACTS_SHRINK_TOLERANCE, ParsedTable, Source, Table
from pipelines.nightly.arrivals import Visit, status_of_visit
from pipelines.nightly.loading import load_source
from pipelines.sources import discover_sources, find_source
from warehouse.store.landing import Arrival, Landing
from warehouse.store.nights import Night, SourceStatus, Status

NIGHT = Night(id="night", as_of=date(2026, 3, 15), started_at="2026-03-15T00:00:00+00:00")
TABLES = [
    pytest.param(source, table, id=f"{source.name}.{table.name}")
    for source in discover_sources()
    for table in source.tables
    if table.facts or source.base_url
]
DUE = {"90000001", "90000002", "90000003", "6221COMP"}
"""Numbers of the portal's records in the fixture whose deadline is not past."""

FILE = pl.col(SOURCE_FILE).str.split("/").list.first()


@dataclass(frozen=True, kw_only=True)
class Losing(Source):
    """One table of a source, of which a publication has the rows that a test leaves."""

    frames: list[pl.DataFrame]
    folder: Path

    def parsers(self) -> Any:
        return {table.name: lambda _paths: ParsedTable(self.frames[-1], None) for table in self.fetched_tables}

    def facts_path(self, table: Table) -> Path:
        path = self.folder / str(table.facts)
        self.frames[-1].select(pl.exclude(r"^_.*$")).write_csv(path)
        return path


def load(connection: duckdb.DuckDBPyConnection, source: Losing, *, is_accepted: bool = False) -> SourceStatus:
    landing = Landing(source.folder / "raw", source.name)
    files = source.frames[0].select(FILE).to_series().unique()
    arrival = Arrival(len(source.frames), str(len(source.frames)), NIGHT.as_of, "2026-03-15", {}, tuple(files))
    return load_source(
        connection,
        source=source,
        landing=landing,
        arrival=None if source.is_bundled else arrival,
        status=SourceStatus(source=source.name, status=Status.BUNDLED, sha256="before"),
        night=NIGHT,
        code_version="code",
        is_shrinking_accepted=is_accepted,
    ).status


@pytest.fixture
def whole(source: Source, table: Table, visit_of: Any) -> pl.DataFrame:
    if table.facts:
        return read_facts(source.facts_path(table))
    if source.name == "calls":
        portal = find_source("funding_tenders")
        shipped = read_facts(portal.facts_path(portal.shipped_tables[0]))
        columns = empty_frame(source.contract(table)).columns
        return shipped.with_columns(source=pl.lit("https://call.example"), description="title").select(columns)
    frame: pl.DataFrame = visit_of(source.name).parse(table.name).frame
    return frame


@pytest.mark.parametrize(("source", "table"), TABLES)
@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_property_losses_beyond_the_tolerance_are_held_until_accepted(
    source: Source, table: Table, whole: pl.DataFrame, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tolerance = FACTS_SHRINK_TOLERANCE if table.facts else data.draw(st.sampled_from([0.05, 0.3, 0.6]))
    share = data.draw(st.floats(0, 1))
    kept = data.draw(st.randoms(use_true_random=False)).sample(range(whole.height), round(whole.height * share))
    left = whole[sorted(kept)]
    counted = ["meta_ccm2_id", "language"] if source.standing(table) else [SOURCE_FILE]
    is_counted = pl.col("meta_ccm2_id").list.first().is_in(DUE) if source.standing(table) else pl.lit(value=True)
    had, has = (frame.with_columns(FILE).filter(is_counted).group_by(counted).len() for frame in (whole, left))
    lost = had.join(has, on=counted, how="left").with_columns(lost=pl.col("len") - pl.col("len_right").fill_null(0))
    if source.standing(table):
        lost = lost.select(len=pl.len(), lost=pl.col("len_right").is_null().sum())
    is_held = lost.select((pl.col("lost") > pl.max_horizontal(1, pl.col("len") * tolerance)).any()).item()

    alone = {name: getattr(source, name) for name in Source.__dataclass_fields__}
    alone["tables"] = (replace(table, shrink_tolerance=None if table.facts else tolerance, archives=()),)
    losing = Losing(**alone, frames=[whole], folder=tmp_path_factory.mktemp("home"))
    with duckdb.connect() as connection:
        load(connection, losing)
        losing.frames.append(left)
        status = load(connection, losing)
        rows = connection.table(f"raw_{source.name}.{table.name}").shape[0]

        assert (status.status is Status.HELD, rows) == (is_held, whole.height if is_held else left.height)
        assert ("--accept" in status.message) == is_held
        if table.facts:
            later = status_of_visit(Visit(source, None, "2026-03-15"), status, NIGHT)
            assert (later.status, later.message) == (status.status, status.message)
        assert load(connection, losing, is_accepted=True).status in (Status.NEW, Status.BUNDLED)
        assert connection.table(f"raw_{source.name}.{table.name}").shape[0] == left.height

"""No value of one row, however absurd, costs more than that row; what is accepted can be cast as its column is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.ingest.contracts import (
    COUNT,
    DECIMAL,
    DIGITS,
    ISO_DATE,
    LONG_TEXT,
    SHORT_TEXT,
    STATED_YEAR,
    TIMESTAMP,
    check_contract,
)
from pipelines.ingest.source import Source, Table
from pipelines.sources.calls import SOURCE as CALLS
from tests.sources.test_losses import TABLES, whole  # noqa: F401

CASTS = {
    COUNT: "integer",
    DIGITS: "bigint",
    STATED_YEAR: "integer",
    DECIMAL: "decimal(18, 2)",
    ISO_DATE: "date",
    TIMESTAMP: "timestamp",
}
ABSURD = st.one_of(
    st.integers(2, 80).flatmap(lambda size: st.text(st.sampled_from("0123456789"), min_size=size, max_size=size)),
    st.text(st.characters(categories=["Nd"]), min_size=1, max_size=20),
    st.dates().map(str),
    st.sampled_from(["9999-12-31", "0000-00-00", "2026-02-30", "2026-13-45", "1e400", "NaN", "-inf", "1e9", "1,2,3"]),
    st.sampled_from(["9999-12-31T23:00:00.000+0000", "2023-02-29 10:00:00", "+1", "", " ", "\x00", "\x1b[31m", "﷽"]),
    st.sampled_from([SHORT_TEXT, SHORT_TEXT + 1, LONG_TEXT + 1]).map("x".__mul__),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def before(source: Source, table: Table, whole: pl.DataFrame) -> pl.DataFrame:  # noqa: F811
    """What is accepted of the rows as they are."""
    return check_contract(whole[:20], source.contract(table), where=table.name).accepted


@pytest.mark.parametrize(("source", "table"), [*TABLES, pytest.param(CALLS, CALLS.tables[0], id="calls.calls")])
@settings(max_examples=15, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_property_absurd_value_costs_its_own_row_at_most(
    *,
    source: Source,
    table: Table,
    whole: pl.DataFrame,  # noqa: F811
    before: pl.DataFrame,
    connection: duckdb.DuckDBPyConnection,
    data: st.DataObject,
) -> None:
    contract = source.contract(table)
    place = data.draw(st.integers(0, min(whole.height, 20) - 1), label="row")
    column = data.draw(st.sampled_from([name for name in whole.columns if not name.startswith("_")]), label="column")
    value: Any = data.draw(ABSURD)
    if whole.schema[column] == pl.List(pl.String):
        value = [value]
    frame = whole[:20].with_row_index("_place")
    absurd = pl.when(pl.col("_place") == place).then(pl.lit(value, frame.schema[column])).otherwise(pl.col(column))

    checked = check_contract(frame.with_columns(absurd.alias(column)).drop("_place"), contract, where=table.name)

    struck = whole["_row_number"][place]
    others = pl.col("_row_number") != struck
    assert checked.accepted.filter(others).equals(before.filter(others)) or _repeats(checked.rejected, struck)
    assert checked.accepted.height + checked.rejected.height == frame.height
    schema = contract.to_schema().columns
    accepted = checked.accepted.filter(~others)
    for name, kind in ((name, _cast(schema[name])) for name in schema):
        if kind and not accepted.is_empty():
            text = accepted[name].str.replace(",", ".").to_list()[0]
            connection.execute(f"select cast(? as {kind})", [text])
    long = getattr(contract.Config, "metadata", {}).get("long", ())
    sent = accepted.select(pl.selectors.string()).unpivot(variable_name="_name", value_name="_text")
    for name, text in sent.drop_nulls().iter_rows():
        assert len(text) <= (LONG_TEXT if name in long else SHORT_TEXT)


def _cast(column: Any) -> str:
    patterns = [check.statistics.get("pattern") for check in column.checks]
    return next((CASTS[pattern] for pattern in patterns if pattern in CASTS), "")


def _repeats(rejected: pl.DataFrame, struck: int) -> bool:
    """A struck row may take the key of another: then the later of both is a repeat, by the contract's rule."""
    return bool((rejected.filter(pl.col("_row_number") != struck)["_reason"].str.contains("a repeat")).all())

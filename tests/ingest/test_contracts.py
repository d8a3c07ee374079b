"""Contract checks: column faults refuse, row faults reject, and no row is lost between."""

from __future__ import annotations

import time

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingest.contracts import DIGITS, RawTable, check_contract, empty_frame, may_be_blank
from pipelines.ingest.errors import ContractError


class Animals(RawTable):
    """One row is one animal."""

    id: str = pa.Field(str_matches=DIGITS)
    kind: str = may_be_blank(isin=("cat", "dog"))
    order: str = may_be_blank()
    names: list[str] = may_be_blank()

    class Config:
        """Each once."""

        unique = ("id",)


SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "kind": pl.String,
    "order": pl.String,
    "names": pl.List(pl.String),
}


def animals(*rows: tuple[str | None, str | None], fault: str | None = None) -> pl.DataFrame:
    frame = pl.DataFrame([(one, kind, "x", ["a"]) for one, kind in rows], schema=SCHEMA, orient="row")
    audit = [pl.lit("f").alias("_source_file"), pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_row_number")]
    return frame.with_columns(audit)


def test_check_contract_good_rows_are_all_accepted() -> None:
    frame = animals(("1", "cat"), ("2", None))
    checked = check_contract(frame, Animals, where="animals")
    assert checked.accepted.equals(frame)
    assert checked.rejected.is_empty()
    assert checked.rejected.columns == [*frame.columns, "_reason"]


def test_check_contract_bad_rows_are_rejected_with_column_expectation_and_value() -> None:
    frame = animals(("1", "cat"), (None, "dog"), ("x", "cow"), ("1", "dog"))
    checked = check_contract(frame, Animals, where="animals")
    assert checked.accepted.get_column("_row_number").to_list() == [1]
    assert checked.rejected.get_column("_reason").to_list() == [
        "id: expected a value, got nothing",
        r"id: expected text like ^[0-9]{1,18}$, got x; kind: expected one of cat, dog, got cow",
        "id: expected no two rows alike, got a repeat of an earlier row",
    ]


def test_check_contract_twice_gives_the_same_answer() -> None:
    frame = animals(("1", "cat"), ("1", "cat"))
    heights = [check_contract(frame, Animals, where="animals").rejected.height for _ in range(2)]
    assert heights == [1, 1]


def test_check_contract_unreadable_records_are_rejected_with_their_fault() -> None:
    frame = animals(("1", "cat"), (None, None)).with_columns(pl.Series("_fault", [None, "record 2: torn"]))
    checked = check_contract(frame, Animals, where="animals")
    assert checked.accepted.columns == list(animals().columns)
    assert checked.rejected.select("_row_number", "_reason").rows() == [(2, "record 2: torn")]


@pytest.mark.parametrize(
    ("change", "came"),
    [
        pytest.param(lambda frame: frame.drop("kind", "order"), "missing kind; missing order", id="missing"),
        pytest.param(lambda frame: frame.with_columns(colour=pl.lit("red")), "unknown colour", id="unknown"),
        pytest.param(lambda frame: frame.rename({"kind": "sort"}), "missing kind; unknown sort", id="renamed"),
        pytest.param(
            lambda frame: frame.with_columns(pl.lit(1, pl.Int64).alias("id")),
            "id of type Int64 instead of String",
            id="type",
        ),
        pytest.param(lambda frame: frame.drop("_row_number"), "missing _row_number", id="audit"),
    ],
)
def test_check_contract_column_fault_refuses_the_table(change: object, came: str) -> None:
    with pytest.raises(ContractError) as caught:
        check_contract(change(animals(("1", "cat"), ("x", "cow"))), Animals, where="animals")  # type: ignore[operator]
    assert caught.value.where == "animals"
    assert caught.value.came == came


def test_check_contract_empty_frame_is_accepted() -> None:
    assert check_contract(animals(), Animals, where="animals").accepted.shape == (0, 6)


def test_empty_frame_has_the_contracts_columns_audit_last() -> None:
    frame = empty_frame(Animals)
    assert frame.schema == animals().schema
    assert frame.columns == [*SCHEMA, "_source_file", "_row_number"]


def test_check_contract_eighty_thousand_rows_take_less_than_two_seconds() -> None:
    frame = animals(*((str(number), "cat") for number in range(80_000)))
    wide = frame.with_columns(order=pl.lit("x" * 40))
    start = time.perf_counter()
    check_contract(wide, Animals, where="animals")
    assert time.perf_counter() - start < 2


VALUES = st.sampled_from([None, "1", "2", "3", "x", ""])
KINDS = st.sampled_from([None, "cat", "dog", "cow"])


@settings(max_examples=100)
@given(rows=st.lists(st.tuples(VALUES, KINDS), max_size=12))
def test_property_rows_in_are_accepted_plus_rejected(rows: list[tuple[str | None, str | None]]) -> None:
    frame = animals(*rows)
    checked = check_contract(frame, Animals, where="animals")
    numbers = [*checked.accepted.get_column("_row_number"), *checked.rejected.get_column("_row_number")]
    assert sorted(numbers) == frame.get_column("_row_number").to_list()
    assert checked.rejected.get_column("_reason").null_count() == 0
    assert check_contract(checked.accepted, Animals, where="again").rejected.is_empty()

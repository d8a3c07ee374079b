"""The match query: filters, order, columns, and files that a spreadsheet may open."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from warehouse.match_query import (
    FORMATS,
    MATCH_COLUMNS,
    FilterError,
    MatchFilters,
    select_matches,
    write_frame,
    write_matches,
)
from warehouse.reader import Reader

ORCHARD, TIDE, INVEST = "HORIZON-CL6-2026-01-ORCHARD", "HORIZON-CL5-2026-02-TIDE", "I3-2026-INV1"


def _found(reader: Reader, filters: MatchFilters) -> list[tuple[str, str]]:
    return select_matches(reader, filters).select("partnership_id", "topic_id").rows()


def test_matches_come_in_a_fixed_order_with_the_unscored_last(reader: Reader) -> None:
    assert _found(reader, MatchFilters()) == [
        ("apple-growing", ORCHARD),
        ("apple-growing", INVEST),
        ("apple-growing", TIDE),
        ("tidal-mills", TIDE),
        ("tidal-mills", ORCHARD),
    ]


def test_matches_have_the_promised_columns(reader: Reader) -> None:
    frame = select_matches(reader, MatchFilters())
    assert tuple(frame.columns) == MATCH_COLUMNS
    assert len(set(MATCH_COLUMNS)) == len(MATCH_COLUMNS)
    assert frame["as_of_date"].unique().to_list() == [date(2026, 8, 10)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(
            MatchFilters(partnership="tidal-mills"), [("tidal-mills", TIDE), ("tidal-mills", ORCHARD)], id="partnership"
        ),
        pytest.param(MatchFilters(programme="i3"), [("apple-growing", INVEST)], id="programme"),
        pytest.param(
            MatchFilters(min_score=71.5), [("apple-growing", ORCHARD), ("tidal-mills", TIDE)], id="score-inclusive"
        ),
        pytest.param(MatchFilters(eligibility="unknown"), [("apple-growing", INVEST)], id="eligibility"),
        pytest.param(MatchFilters(status="forthcoming"), [("apple-growing", INVEST)], id="status"),
        pytest.param(
            MatchFilters(text="TIDAL"), [("apple-growing", TIDE), ("tidal-mills", TIDE)], id="text-whatever-case"
        ),
        pytest.param(MatchFilters(text="%"), [], id="text-has-no-wildcards"),
        pytest.param(MatchFilters(partnership="silent-circle"), [], id="partnership-without-matches"),
    ],
)
def test_filter_keeps_only_what_it_names(
    reader: Reader, filters: MatchFilters, expected: list[tuple[str, str]]
) -> None:
    assert _found(reader, filters) == expected


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"eligibility": "maybe"}, "eligibility: .*'maybe'.*pass, fail, unknown", id="eligibility"),
        pytest.param({"status": "closed"}, "status: .*open, forthcoming", id="status"),
        pytest.param({"min_score": "high"}, "min_score: expected a number from 0 to 100, came 'high'", id="no-number"),
        pytest.param({"min_score": "nan"}, "min_score: expected a number from 0 to 100", id="not-a-number"),
        pytest.param({"min_score": "101"}, "min_score: .*came 101", id="out-of-range"),
        pytest.param({"colour": "red"}, "colour: no such filter; valid filters: partnership, programme", id="name"),
        pytest.param({"partnership": "nope"}, "valid values: apple-growing, silent-circle, tidal-mills", id="no-id"),
        pytest.param({"programme": "nope"}, "valid values: horizon_europe, i3", id="no-programme"),
    ],
)
def test_wrong_filter_is_refused_in_one_line_with_the_valid_values(
    reader: Reader, values: dict[str, str], message: str
) -> None:
    with pytest.raises(FilterError, match=message) as caught:
        select_matches(reader, MatchFilters.from_text(values))
    assert "\n" not in str(caught.value)


def test_filters_survive_the_way_through_text() -> None:
    filters = MatchFilters(partnership="tidal-mills", min_score=71.5, text="tide")
    assert MatchFilters.from_text(filters.as_text()) == filters
    assert MatchFilters.from_text({"partnership": " ", "text": ""}) == MatchFilters()


@pytest.mark.parametrize("file_format", FORMATS)
def test_same_frame_gives_the_same_bytes(reader: Reader, tmp_path: Path, file_format: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_matches(select_matches(reader, MatchFilters()), first, file_format)
    write_matches(select_matches(reader, MatchFilters()), second, file_format)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_text_cannot_start_a_formula(sign: str) -> None:
    frame = pl.DataFrame({"text": [f"{sign}1+1", f"a{sign}b", None], "number": [-1, 2, None]})
    read = pl.read_csv(io.BytesIO(write_frame(frame, "csv")))
    assert read["text"].to_list() == [f"'{sign}1+1", f"a{sign}b", None]
    assert read["number"].to_list() == [-1, 2, None]


def test_csv_guards_the_first_entry_of_a_list() -> None:
    assert write_frame(pl.DataFrame({"terms": [["=one", "two"]]}), "csv") == b"terms\n'=one; two\n"


def test_csv_holds_exact_money_iso_dates_and_nothing_for_unknown(reader: Reader) -> None:
    row = write_frame(select_matches(reader, MatchFilters(programme="i3")), "csv").decode().splitlines()[1]
    assert "2026-11-20" in row
    assert "'=Investments in value chains" in row
    assert ",," in row
    money = pl.DataFrame({"budget_eur": [Decimal("12000000.10")]})
    assert write_frame(money, "csv") == b"budget_eur\n12000000.10\n"


def test_parquet_and_json_keep_text_as_it_is(reader: Reader) -> None:
    frame = select_matches(reader, MatchFilters(programme="i3"))
    parquet = pl.read_parquet(io.BytesIO(write_frame(frame, "parquet")))
    rows = json.loads(write_frame(frame, "json"))
    assert parquet.equals(frame)
    assert rows[0]["topic_title"] == "=Investments in value chains"
    assert rows[0]["score"] == 20.0
    assert rows[0]["near_miss"] is None


def test_unknown_format_is_refused() -> None:
    with pytest.raises(FilterError, match=r"format: .*valid values: csv, parquet, json"):
        write_frame(pl.DataFrame(), "xls")

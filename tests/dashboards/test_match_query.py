"""The match query: filters, order, columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.dashboards.conftest import INVEST, MOVED, ORCHARD, PRUNING, TIDE, Ask, BuildEdition
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.products.matches.query import FilterError, MatchFilters, select_matches
from warehouse.products.matches.reviews import Reviews
from warehouse.store.reader import Reader


def _found(reader: Reader, filters: MatchFilters) -> list[tuple[str, str]]:
    return select_matches(reader, filters, Reviews.of()).select("partnership_id", "topic_id").rows()


def test_matches_come_in_a_fixed_order_with_the_unscored_last(tmp_path: Path, build_edition: BuildEdition) -> None:
    scores = {ORCHARD: "50", TIDE: "null", INVEST: "70.5", MOVED: "50", PRUNING: "0"}
    cases = " ".join(f"when '{topic_id}' then {score}" for topic_id, score in scores.items())
    build_edition(
        tmp_path, "2026-08-11-0000000a", change=f"update marts_funding.fct_match set score = case topic_id {cases} end"
    )
    found = _found(Reader(tmp_path), MatchFilters())
    assert [topic_id for partnership_id, topic_id in found if partnership_id == "apple-growing"] == [
        INVEST,
        ORCHARD,
        MOVED,
        PRUNING,
        TIDE,
    ]
    assert [partnership_id for partnership_id, _ in found] == sorted(partnership_id for partnership_id, _ in found)


def test_matches_have_the_promised_columns(reader: Reader) -> None:
    frame = select_matches(reader, MatchFilters(), Reviews.of())
    assert tuple(frame.columns) == MATCH_COLUMNS
    assert len(set(MATCH_COLUMNS)) == len(MATCH_COLUMNS)
    assert frame["as_of_date"].unique().to_list() == [date(2026, 8, 11)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(
            MatchFilters(partnership="tidal-mills"), [("tidal-mills", TIDE), ("tidal-mills", ORCHARD)], id="partnership"
        ),
        pytest.param(
            MatchFilters(programme="i3"),
            [("apple-growing", INVEST), ("geothermal-energy", INVEST), ("textile-innovation", INVEST)],
            id="programme",
        ),
        pytest.param(MatchFilters(eligibility="unknown"), [("geothermal-energy", INVEST)], id="eligibility"),
        pytest.param(MatchFilters(status="forthcoming"), [("apple-growing", PRUNING)], id="status"),
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


def test_match_outside_the_default_list_shows_where_its_programme_is_asked_for(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    build_edition(
        tmp_path,
        "2026-08-11-0000000d",
        change=f"update marts_funding.fct_match set is_default = false where topic_id = '{INVEST}'; "
        f"update marts_core.dim_topic set is_programme_selected = false where topic_id in ('{INVEST}', '{TIDE}')",
    )
    reader = Reader(tmp_path)
    assert INVEST not in {topic_id for _, topic_id in _found(reader, MatchFilters())}
    assert {topic_id for _, topic_id in _found(reader, MatchFilters(programme="i3"))} == {INVEST}
    assert len(_found(reader, MatchFilters(programme="all"))) == 9
    shown = select_matches(reader, MatchFilters(partnership="tidal-mills"), Reviews.of())
    assert dict(shown.select("topic_id", "is_programme_selected").rows()) == {TIDE: False, ORCHARD: True}


def test_lists_by_when_one_can_apply_and_by_lane_share_the_matches_out(reader: Reader) -> None:
    everything = _found(reader, MatchFilters())
    for lists in (
        [MatchFilters(when=when) for when in ("apply_now", "prepare", "next_year")],
        [MatchFilters(lane=lane) for lane in ("theme", "instrument")],
    ):
        found = [_found(reader, filters) for filters in lists]
        assert sorted(pair for part in found for pair in part) == sorted(everything)
    assert _found(reader, MatchFilters(when="prepare")) == [("apple-growing", PRUNING)]
    assert {topic_id for _, topic_id in _found(reader, MatchFilters(lane="instrument"))} == {INVEST}


@pytest.mark.parametrize(
    ("today", "gone", "pruning"),
    [
        pytest.param(date(2026, 9, 15), set(), ("forthcoming", 154), id="last-day"),
        pytest.param(date(2026, 9, 16), {ORCHARD}, ("forthcoming", 153), id="day-after"),
        pytest.param(date(2026, 12, 1), {ORCHARD, MOVED, INVEST}, ("open", 77), id="opened"),
        pytest.param(date(2027, 2, 17), {ORCHARD, MOVED, INVEST, PRUNING}, None, id="first-stage-over"),
    ],
)
def test_reader_of_a_later_day_finds_what_can_still_be_applied_for(
    reader: Reader, today: date, gone: set[str], pruning: tuple[str, int] | None
) -> None:
    before = select_matches(reader, MatchFilters(), Reviews.of())
    after = select_matches(reader, MatchFilters(), Reviews.of(), today)
    assert set(before["topic_id"]) - set(after["topic_id"]) == gone
    for row in after.filter(topic_id=PRUNING).iter_rows(named=True):
        assert (row["topic_status"], row["days_left"]) == pruning
        assert f" {row['days_left']} days left." in row["reasons"]
    assert after.filter(pl.col("days_left") < 0).is_empty()
    assert select_matches(reader, MatchFilters(), Reviews.of(), date(2026, 8, 11)).equals(before)


def test_least_score_is_inclusive(reader: Reader, ask: Ask) -> None:
    matches = ask("select partnership_id, topic_id, score from marts_funding.fct_match order by score desc")
    assert _found(reader, MatchFilters(min_score=matches[2]["score"])) == sorted(
        ((row["partnership_id"], row["topic_id"]) for row in matches[:3]), key=lambda pair: pair[0]
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"eligibility": "maybe"}, "eligibility: .*'maybe'.*pass, fail, unknown", id="eligibility"),
        pytest.param({"status": "closed"}, "status: .*open, forthcoming", id="status"),
        pytest.param({"min_score": "high"}, "min_score: expected a number from 0 to 100, came 'high'", id="no-number"),
        pytest.param({"min_score": "nan"}, "min_score: expected a number from 0 to 100", id="not-a-number"),
        pytest.param({"min_score": "101"}, "min_score: .*came 101", id="out-of-range"),
        pytest.param({"colour": "red"}, "colour: no such filter; valid filters: partnership, programme", id="name"),
        pytest.param({"partnership": "nope"}, "valid values: 3d-printing, .*apple-growing", id="no-id"),
        pytest.param({"programme": "nope"}, "valid values: all, horizon_europe, i3", id="no-programme"),
    ],
)
def test_wrong_filter_is_refused_in_one_line_with_the_valid_values(
    reader: Reader, values: dict[str, str], message: str
) -> None:
    with pytest.raises(FilterError, match=message) as caught:
        select_matches(reader, MatchFilters.from_text(values), Reviews.of())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("min_score", [0.0, 71.5, 66.6666667])
def test_filters_survive_the_way_through_text(min_score: float) -> None:
    filters = MatchFilters(partnership="tidal-mills", min_score=min_score, text="tide")
    assert MatchFilters.from_text(filters.as_text()) == filters
    assert MatchFilters.from_text({"partnership": " ", "text": ""}) == MatchFilters()


def test_edition_of_earlier_code_gives_unknown_where_it_lacks_a_column(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    build_edition(
        tmp_path,
        "2026-08-11-0000000c",
        change=(
            "alter table marts_funding.fct_match drop column countries_have; "
            "alter table marts_funding.fct_match drop column is_default; "
            "alter table marts_core.dim_topic drop column budget_eur"
        ),
    )
    frame = select_matches(Reader(tmp_path), MatchFilters(), Reviews.of())
    assert frame.schema["countries_have"] == pl.Int32
    assert frame.schema["budget_eur"] == pl.Decimal(18, 2)
    assert frame.select("countries_have", "budget_eur").null_count().row(0) == (9, 9)

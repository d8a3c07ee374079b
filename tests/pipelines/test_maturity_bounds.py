"""Bounds and next facts: by hand on small frames, and what must hold whatever is known."""

from __future__ import annotations

from math import isclose

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.enrich.maturity.bounds import Bounds, bound_scores, next_facts
from pipelines.enrich.maturity.official import score_official
from tests.pipelines.test_maturity_official import make_framework, points_rows

INDICATORS = points_rows("ab", 2)
FRAMEWORK = make_framework(INDICATORS)
NAMES = ("a1", "a2", "b1", "b2")
FACTS = ("one", "two", "three", "two")

Cell = tuple[float | None, float | None, float | None]
"""Value, value at worst and at best, in points."""


def bounds_of(*cells: Cell, demo: bool = False) -> Bounds:
    values = pl.DataFrame(
        [("p", name, *cell, fact, demo) for name, cell, fact in zip(NAMES, cells, FACTS, strict=True)],
        schema={
            "partnership_id": pl.String,
            "indicator_id": pl.String,
            "value": pl.Float64,
            "bound_value": pl.Float64,
            "bound_best": pl.Float64,
            "missing_fact": pl.String,
            "is_demo": pl.Boolean,
        },
        orient="row",
    )
    return Bounds.from_values(values, INDICATORS, FRAMEWORK)


def scores_of(*cells: Cell, demo: bool = False) -> dict[str | None, tuple[float, float, float | None]]:
    rows = bound_scores(bounds_of(*cells, demo=demo), FRAMEWORK)
    return {pillar: (low, high, known) for _, pillar, low, high, known in rows.iter_rows()}


NOTHING: Cell = (None, None, None)


def exactly(value: float) -> Cell:
    return value, None, None


def test_bounds_by_hand() -> None:
    scores = scores_of(exactly(64), NOTHING, NOTHING, (None, 18, None))
    assert scores["a"] == (32, 82, 64)
    assert scores["b"] == (9, 100, None)
    low, high, known = scores[None]
    assert isclose(low, (32 * 9) ** 0.5)
    assert isclose(high, (82 * 100) ** 0.5)
    assert known == 64


def test_what_acts_rule_out_is_no_known_score() -> None:
    assert scores_of(exactly(0), (None, 60, None), NOTHING, NOTHING)["a"] == (30, 50, 30)


def test_a_value_of_a_list_that_is_not_whole_stays_open_to_both_sides() -> None:
    scores = scores_of((50, 20, 80), (40, 40, None), exactly(10), exactly(10))
    assert scores["a"] == (30, 90, 45)
    assert scores["b"] == (10, 10, 10)
    assert scores_of((50, 20, 80), NOTHING, NOTHING, (None, None, 60))["b"] == (0, 80, None)


def test_a_pillar_of_no_points_counts_as_the_floor_and_demonstration_as_not_known() -> None:
    assert scores_of(*[NOTHING] * 4)[None] == (1, 100, None)
    assert scores_of(*[exactly(50)] * 4, demo=True)[None] == (1, 100, None)


def test_next_facts_by_hand() -> None:
    """`two` tells a2 and b2, so it comes first; each turns out midway, and the last one has the little that is left."""
    bounds = bounds_of(exactly(100), NOTHING, NOTHING, NOTHING)
    facts = next_facts(bounds, FRAMEWORK, count=3)
    assert facts.select("partnership_id", "rank", "indicator_id", "fact").rows() == [
        ("p", 1, "a2", "two"),
        ("p", 2, "b1", "three"),
    ]
    before = 100 - (50 * 1) ** 0.5
    between = (75 * 75) ** 0.5 - (75 * 25) ** 0.5
    assert facts["points"].to_list() == pytest.approx([before - between, between])
    assert next_facts(bounds, FRAMEWORK, count=1).height == 1


def test_facts_that_narrow_alike_come_in_the_order_of_the_indicators() -> None:
    facts = next_facts(bounds_of(NOTHING, exactly(50), NOTHING, exactly(50)), FRAMEWORK, count=3)
    assert facts["fact"].to_list() == ["one", "three"]


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    low, value, high = sorted(draw(st.tuples(*[st.floats(0, 100)] * 3)))
    ends = draw(st.sampled_from([(None, None), (low, None), (low, high)]))
    return draw(st.sampled_from([value, None])), *ends


everything = st.tuples(*[cells()] * 4)


@given(everything)
def test_what_is_known_lies_between_the_bounds(known: tuple[Cell, ...]) -> None:
    for low, high, score in scores_of(*known).values():
        assert 0 <= low <= high <= 100
        assert score is None or low <= score <= high


@given(everything, st.integers(0, 3), st.floats(0, 1))
def test_learning_a_fact_never_widens_the_bounds(known: tuple[Cell, ...], place: int, share: float) -> None:
    value, least, most = known[place]
    low, high = least or 0, 100 if most is None else most
    learned = value if value is not None and least is None else low + share * (high - low)
    after = scores_of(*known[:place], exactly(learned), *known[place + 1 :])
    for scope, (low, high, _) in scores_of(*known).items():
        assert low - 1e-9 <= after[scope][0]
        assert after[scope][1] <= high + 1e-9


@given(st.tuples(*[st.floats(0, 100)] * 4))
def test_all_known_leaves_the_official_score_and_no_fact(values: tuple[float, ...]) -> None:
    known = tuple(exactly(value) for value in values)
    frame = pl.DataFrame(
        {"partnership_id": "p", "indicator_id": NAMES, "value": values, "observed_value": values, "is_demo": False}
    )
    official = score_official(frame, INDICATORS, FRAMEWORK).scopes.filter(pl.col("evidence_basis") == "all")
    for scope, score in official.select("scope", "score").iter_rows():
        assert scores_of(*known)[None if scope == "total" else scope] == pytest.approx((score, score, score), abs=1e-8)
    assert next_facts(bounds_of(*known), FRAMEWORK, count=3).is_empty()


@given(everything)
def test_facts_narrow_by_what_they_say_and_no_more_than_there_is(known: tuple[Cell, ...]) -> None:
    low, high, _ = scores_of(*known)[None]
    facts = next_facts(bounds_of(*known), FRAMEWORK, count=3)
    assert facts["points"].sum() <= high - low + 1e-6
    assert facts["rank"].to_list() == list(range(1, facts.height + 1))
    assert facts["fact"].is_unique().all()

"""Which indicator moved a score by how much, by hand and as a promise: the amounts sum to the difference."""

from __future__ import annotations

from math import nan

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.enrich.maturity.changes import attribute_changes, points_of_total
from pipelines.enrich.maturity.official import score_official
from tests.pipelines.test_maturity_official import indicator_rows, make_framework, value_rows

Points = dict[str, tuple[float | None, float | None]]

INDICATORS = indicator_rows(
    [(name, name[0], "scored", "+", 0, 10) for name in ("a1", "a2", "a3", "b1")] + [("c1", "a", "context", "+", 0, 10)],
    [0.5, 0.25, 0.25, 1.0, None],
)
FRAMEWORK = make_framework(INDICATORS)

known = st.one_of(st.none(), st.floats(0, 10).map(lambda value: round(value, 3)))


def compared(values: dict[str, Points]) -> pl.DataFrame:
    rows = [
        ("c", partnership, indicator, then, now)
        for partnership, of_one in values.items()
        for indicator, (then, now) in of_one.items()
        if (then, now) != (None, None)
    ]
    schema = {"comparison_id": pl.String, "partnership_id": pl.String, "indicator_id": pl.String}
    return pl.DataFrame(rows, schema={**schema, "value_then": pl.Float64, "value_now": pl.Float64}, orient="row")


def amounts(of_one: Points) -> dict[tuple[str, str], float | None]:
    found = attribute_changes(compared({"p": of_one}), INDICATORS, FRAMEWORK)
    return {
        (scope, indicator): amount
        for scope, indicator, amount in found.select("scope", "indicator_id", "amount").rows()
    }


@pytest.mark.parametrize(
    ("then", "now", "worth"),
    [
        pytest.param((25, 100), (100, 100), (0.6666666666666669, 0.36067376022224096), id="moved"),
        pytest.param((40, 40), (40, 40), (0.5, 0.5), id="nothing-moved"),
        pytest.param((0, 100), (0.5, 100), (0, 0.05), id="under-the-floor-then-and-now"),
        pytest.param((20, nan), (60, nan), (nan, nan), id="no-total-without-every-pillar"),
    ],
)
def test_a_point_of_a_pillar_is_worth_what_the_logarithmic_mean_gives_it(
    then: tuple[float, float], now: tuple[float, float], worth: tuple[float, float]
) -> None:
    found = points_of_total(np.array(then, dtype=float), np.array(now, dtype=float), FRAMEWORK)
    assert found.tolist() == pytest.approx(worth, rel=1e-12, nan_ok=True)


def test_indicators_that_stay_are_the_reference_of_those_that_come_and_go() -> None:
    found = amounts({"a1": (2, 4), "a2": (6, None), "a3": (None, 10), "c1": (1, 9)})
    assert found == {
        ("a", "a1"): 20,
        ("a", "a2"): pytest.approx(-40 / 3),
        ("a", "a3"): 20,
        ("total", "a1"): None,
        ("total", "a2"): None,
        ("total", "a3"): None,
    }


def test_where_none_stayed_the_mean_of_both_scores_is_the_reference() -> None:
    found = amounts({"a1": (2, None), "a2": (None, 6)})
    assert (found["a", "a1"], found["a", "a2"]) == (20, 20)


def test_old_values_stand_on_todays_framework() -> None:
    found = attribute_changes(compared({"p": {"a1": (2, 4), "a2": (20, 4), "b1": (10, 10)}}), INDICATORS, FRAMEWORK)
    restated = dict(found.select("scope", "restated_score").unique().rows())
    assert restated == {
        "a": pytest.approx((0.5 * 20 + 0.25 * 100) / 0.75),
        "b": 100,
        "total": pytest.approx((140 / 3 * 100) ** 0.5),
    }
    assert found.filter(scope="a")["points_then"].to_list() == [20, 100]


def test_no_comparison_gives_no_row() -> None:
    assert attribute_changes(compared({}), INDICATORS, FRAMEWORK).is_empty()


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from("pqr"),
        st.fixed_dictionaries(dict.fromkeys(("a1", "a2", "a3", "b1"), st.tuples(known, known))),
        min_size=1,
    )
)
def test_amounts_sum_to_the_difference_of_every_scope(values: dict[str, Points]) -> None:
    found = (
        attribute_changes(compared(values), INDICATORS, FRAMEWORK)
        .group_by("partnership_id", "scope")
        .agg(pl.col("amount").sum(), pl.col("amount").null_count().alias("unknown"))
    )
    then, now = (
        score_official(
            value_rows({name: {i: pair[side] for i, pair in of_one.items()} for name, of_one in values.items()}),
            INDICATORS,
            FRAMEWORK,
        ).scopes.filter(evidence_basis="all")
        for side in (0, 1)
    )
    both = then.join(now, on=["partnership_id", "scope"], suffix="_now").join(found, on=["partnership_id", "scope"])
    moved = both.filter(pl.col("score").is_not_null() & pl.col("score_now").is_not_null())
    assert moved["unknown"].sum() == 0
    assert (moved["score_now"] - moved["score"] - moved["amount"]).abs().max() in (None, pytest.approx(0, abs=1e-8))

"""The official score case by case: goalposts, pillars, totals, bands, contributions, and which evidence counts."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose

import polars as pl
import pytest

from pipelines.enrich.maturity.draws import place_at_levels
from pipelines.enrich.maturity.official import Official, score_official
from warehouse.products.maturity.formula import Framework, goalpost_points

Values = dict[str, dict[str, float | None]]

BANDS = pl.DataFrame({"band_id": ["low", "medium", "high"], "lower_score": [0.0, 40.0, 70.0]})


def indicator_rows(
    rows: Sequence[tuple[str, str, str, str, float, float]], weights: Sequence[float | None] | None = None
) -> pl.DataFrame:
    """Indicators of `indicator_id`, `pillar_id`, `use`, `direction` and goalposts, all of one weight unless given."""
    names = ["indicator_id", "pillar_id", "use", "direction", "goalpost_low", "goalpost_high"]
    frame = pl.DataFrame(rows, schema=names, orient="row", schema_overrides={"goalpost_low": pl.Float64})
    return frame.with_columns(
        pl.col("goalpost_high").cast(pl.Float64), pl.Series("weight", weights or [0.5] * len(rows), dtype=pl.Float64)
    )


def make_framework(
    indicators: pl.DataFrame, *, pillars: str = "ab", min_indicators: int = 1, min_coverage: float = 0.0
) -> Framework:
    return Framework.from_frames(
        indicators,
        pl.DataFrame(
            {
                "pillar_id": list(pillars),
                "pillar_name": [{"a": "first", "b": "second"}[pillar] for pillar in pillars],
                "weight": [1 / len(pillars)] * len(pillars),
            }
        ),
        BANDS,
        pl.DataFrame(
            {
                "parameter_id": ["min_indicators_per_pillar", "min_coverage_share", "pillar_floor"],
                "parameter_value": [float(min_indicators), min_coverage, 1.0],
            }
        ),
    )


def value_rows(values: Values, *, observed: Values | None = None, demo: frozenset[str] = frozenset()) -> pl.DataFrame:
    observed = observed or {}
    rows = [
        (partnership, indicator, value, observed.get(partnership, {}).get(indicator), partnership in demo)
        for partnership, of_one in values.items()
        for indicator, value in of_one.items()
    ]
    schema = {
        "partnership_id": pl.String,
        "indicator_id": pl.String,
        "value": pl.Float64,
        "observed_value": pl.Float64,
        "is_demo": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def points_rows(pillars: str, count: int) -> pl.DataFrame:
    """Indicators whose value is their points: `a1`, `a2`, … in each pillar."""
    return indicator_rows(
        [(f"{pillar}{n}", pillar, "scored", "+", 0, 100) for pillar in pillars for n in range(1, count + 1)]
    )


def scope(official: Official, partnership: str, name: str, basis: str = "all") -> dict[str, object]:
    return official.scopes.row(
        by_predicate=(pl.col("partnership_id") == partnership)
        & (pl.col("scope") == name)
        & (pl.col("evidence_basis") == basis),
        named=True,
    )


UP_AND_DOWN = indicator_rows(
    [("up", "a", "scored", "+", 0, 4), ("down", "a", "scored", "-", 12, 60), ("context", "a", "context", "+", 0, 1)]
)


@pytest.mark.parametrize(
    ("indicator", "value", "points"),
    [
        pytest.param("up", None, None, id="missing"),
        pytest.param("up", 0, 0, id="zero"),
        pytest.param("up", 2, 50, id="half-way"),
        pytest.param("up", 9, 100, id="capped-above"),
        pytest.param("down", 3, 100, id="capped-turned-round"),
        pytest.param("down", 36, 50, id="half-way-turned-round"),
        pytest.param("down", 99, 0, id="capped-below"),
        pytest.param("context", 1, None, id="context"),
    ],
)
def test_values_lie_between_fixed_goalposts(indicator: str, value: float | None, points: float | None) -> None:
    official = score_official(
        value_rows({"p": {indicator: value}}), UP_AND_DOWN, make_framework(UP_AND_DOWN, pillars="a")
    )
    assert official.indicators["normalised"].to_list() == [points]


def test_demonstration_is_never_scored_and_observed_evidence_has_its_own_score() -> None:
    framework = make_framework(UP_AND_DOWN, pillars="a")
    values = value_rows({"p": {"up": 0}, "made_up": {"up": 2}}, observed={"p": {"up": 1}}, demo=frozenset({"made_up"}))
    official = score_official(values, UP_AND_DOWN, framework)
    assert official.indicators.rows() == [("made_up", "up", None, None), ("p", "up", 0, 1)]
    assert (scope(official, "p", "a")["score"], scope(official, "p", "a", "observed_only")["score"]) == (0, 25)
    assert scope(official, "made_up", "a")["score"] is None


@pytest.mark.parametrize(
    ("value", "low", "high", "points"),
    [
        pytest.param(83.2, 20, 85, 97.23076923076923, id="life-expectancy"),
        pytest.param(18.2, 0, 18, 100, id="expected-schooling-capped"),
        pytest.param(13, 0, 15, 86.66666666666667, id="mean-schooling"),
    ],
)
def test_goalposts_of_the_human_development_index(value: float, low: float, high: float, points: float) -> None:
    """Norway in the Human Development Report 2021/22, with the goalposts of its technical note 1."""
    row = pl.DataFrame({"use": "scored", "direction": "+", "goalpost_low": low, "goalpost_high": high, "value": value})
    assert row.select(goalpost_points("value")).item() == pytest.approx(points, rel=1e-15)


def test_pillar_is_the_weighted_mean_of_what_is_known() -> None:
    indicators = indicator_rows(
        [
            (name, "a", use, "+", 0, 100)
            for name, use in (("a1", "scored"), ("a2", "scored"), ("a3", "scored"), ("a4", "context"))
        ],
        [0.5, 0.25, 0.25, None],
    )
    values = value_rows({"p": {"a1": 100, "a2": 40, "a3": None, "a4": 7}}, observed={"p": {"a2": 40}})
    official = score_official(values, indicators, make_framework(indicators, pillars="a", min_indicators=2))
    found = [scope(official, "p", "a", basis) for basis in ("all", "observed_only")]
    assert [row["score"] for row in found] == [80, None]
    assert [(row["indicator_with_value_count"], row["indicator_count"]) for row in found] == [(2, 3), (1, 3)]
    assert [row["not_assessed_reason"] for row in found] == [None, "1 of 3 indicators have a value; 2 are needed."]


def test_total_is_a_geometric_mean_with_a_floor() -> None:
    """Floor, missing pillar, too little coverage, both reasons at once."""
    indicators = points_rows("ab", 2)
    values: Values = {
        "even": {"a1": 25, "a2": 25, "b1": 100, "b2": None},
        "floor": {"a1": 0, "a2": 0, "b1": 100, "b2": 100},
        "thin": {"a1": 50, "a2": None, "b1": 50, "b2": None},
        "lame": {"a1": 50, "a2": 50, "b1": None, "b2": None},
        "empty": {"a1": None, "a2": None, "b1": None, "b2": None},
    }
    official = score_official(value_rows(values), indicators, make_framework(indicators, min_coverage=0.65))
    found = {name: scope(official, name, "total") for name in values}
    assert {name: (row["score"], row["score_arithmetic"], row["coverage_share"]) for name, row in found.items()} == {
        "even": (50, 62.5, 0.75),
        "floor": (10, 50, 1),
        "thin": (None, None, 0.5),
        "lame": (None, None, 0.5),
        "empty": (None, None, 0),
    }
    few = "{} of 4 indicators have a value ({} %); 65 % are needed."
    assert {name: row["not_assessed_reason"] for name, row in found.items()} == {
        "even": None,
        "floor": None,
        "thin": few.format(2, 50),
        "lame": f"{few.format(2, 50)} No score for second.",
        "empty": f"{few.format(0, 0)} No score for first, second.",
    }


def test_missing_pillar_alone_is_the_reason() -> None:
    indicators = indicator_rows([(name, name[0], "scored", "+", 0, 100) for name in ("a1", "a2", "a3", "a4", "b1")])
    values: Values = {"p": dict.fromkeys(("a1", "a2", "a3", "a4"), 50.0) | {"b1": None}}
    official = score_official(value_rows(values), indicators, make_framework(indicators, min_coverage=0.65))
    row = scope(official, "p", "total")
    assert (row["score"], row["coverage_share"], row["not_assessed_reason"]) == (None, 0.8, "No score for second.")


@pytest.mark.parametrize(
    ("score", "band"),
    [
        pytest.param(0, "low", id="zero"),
        pytest.param(39.9, "low", id="below-a-limit"),
        pytest.param(40, "medium", id="limit"),
        pytest.param(40 - 1e-13, "medium", id="limit-but-for-the-last-digit-of-a-sum"),
        pytest.param(100, "high", id="all"),
        pytest.param(None, "not_assessed", id="no-score"),
    ],
)
def test_bands_begin_at_their_lower_score(score: float | None, band: str) -> None:
    indicators = points_rows("a", 1)
    official = score_official(value_rows({"p": {"a1": score}}), indicators, make_framework(indicators, pillars="a"))
    assert scope(official, "p", "a")["band"] == band
    if score != 0:  # a total never falls below the floor
        assert scope(official, "p", "total")["band"] == band


def test_contributions_share_out_the_logarithm() -> None:
    """A pillar at the floor brings nothing; with every pillar there the weights share the total; no total, none."""
    indicators = points_rows("ab", 2)
    values: Values = {
        "p": {"a1": 20, "a2": 0, "b1": 100, "b2": None},
        "low": {"a1": 1, "a2": 1, "b1": 100, "b2": 100},
        "floor": {"a1": 0, "a2": 0, "b1": 0, "b2": None},
        "none": {"a1": 20, "a2": None, "b1": None, "b2": None},
    }
    official = score_official(value_rows(values), indicators, make_framework(indicators))
    found = {
        name: official.indicators.filter(pl.col("partnership_id") == name)["contribution"].to_list() for name in values
    }
    total = 1000**0.5  # pillars 10 and 100: the logarithm of the second is twice that of the first
    assert found["p"] == [pytest.approx(total / 3), 0, pytest.approx(total * 2 / 3), None]
    assert found["low"] == [0, 0, pytest.approx(5), pytest.approx(5)]
    assert found["floor"] == [0.25, 0.25, 0.5, None]
    assert found["none"] == [None] * 4


def test_positions_follow_the_theme_only_where_observed() -> None:
    """Beyond the goalposts too; what is stated is the same at every level, demonstration and context are nowhere."""
    values = pl.DataFrame(
        {
            "partnership_id": ["p", "p", "p", "made_up"],
            "indicator_id": ["up", "down", "context", "up"],
            "value": [2.0, 84.0, 1.0, 2.0],
            "evidence": ["observed", "declared", "observed", "observed"],
            "is_demo": [False, False, False, True],
        }
    )
    at_levels = pl.DataFrame(
        {
            "partnership_id": ["p", "p", "made_up"],
            "indicator_id": ["up"] * 3,
            "theme_level_id": ["as_set", "lower", "lower"],
            "value": [2.0, 6.0, 6.0],
        }
    )
    placed = place_at_levels(values, at_levels, UP_AND_DOWN, ["as_set", "lower"])
    assert set(placed.filter(pl.col("goalpost_position").is_not_null()).rows()) == {
        ("p", "up", "as_set", 50),
        ("p", "up", "lower", 150),
        ("p", "down", "as_set", -50),
        ("p", "down", "lower", -50),
    }


def test_order_of_rows_and_of_partnerships_changes_no_digit() -> None:
    indicators = points_rows("ab", 3)
    values: Values = {
        f"p{n}": {name: (n * 37 + position * 11.3) % 100 for position, name in enumerate(indicators["indicator_id"])}
        for n in range(20)
    }
    rows = value_rows(values)
    framework = make_framework(indicators)
    shuffled = score_official(rows.sample(fraction=1, shuffle=True, seed=1), indicators, framework)
    official = score_official(rows, indicators, framework)
    assert official.scopes.equals(shuffled.scopes)
    assert official.indicators.equals(shuffled.indicators)
    assert isclose(
        official.indicators["contribution"].sum(),
        official.scopes.filter(scope="total", evidence_basis="all")["score"].sum(),
        abs_tol=1e-8,
    )

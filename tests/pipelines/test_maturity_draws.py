"""Draws over the assumptions of maturity, on frames small enough to reckon by hand."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import polars as pl
import pytest

from pipelines.enrich.maturity.assumptions import AssumptionError, Assumptions, Settings
from pipelines.enrich.maturity.draws import Positions, draw_scores, score_settings
from warehouse.products.maturity.formula import Floats, Framework
from warehouse.products.maturity.rescore import rescore

INDICATORS = {"A1": "a", "A2": "a", "A3": "a", "B1": "b", "B2": "b", "B3": "b"}
PILLAR_A, PILLAR_B, TOTAL = range(3)

Values = dict[str, dict[str, float]]

LEVELS = [
    ("normalisation", "range", "easier", 0.5),
    ("normalisation", "range", "harder", 2.0),
    ("weights", "range", "less", 0.75),
    ("weights", "range", "more", 1.25),
    ("aggregation", "choice", "geometric", 0.0),
    ("aggregation", "choice", "arithmetic", 1.0),
    ("left_out_indicator", "choice", "none", 0.0),
    ("left_out_indicator", "choice", "one", 1.0),
    ("theme_threshold", "choice", "lower", -0.1),
    ("theme_threshold", "choice", "as_set", 0.0),
    ("theme_threshold", "choice", "higher", 0.1),
    ("silence", "choice", "missing", 0.0),
    ("silence", "choice", "low", 1.0),
]
"""Levels in rising order within each assumption; uniform 0 gives the first, just below 1 the last."""

FULL = {"A1": 80.0, "A2": 40.0, "A3": 60.0, "B1": 20.0, "B2": 40.0, "B3": 30.0}


def seed_rows(levels: list[tuple[str, str, str, float]]) -> pl.DataFrame:
    return pl.DataFrame(levels, schema=["assumption_id", "kind", "level_id", "level_value"], orient="row")


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    return Assumptions.from_frame(seed_rows(LEVELS))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return Framework.from_frames(
        pl.DataFrame(
            {
                "indicator_id": list(INDICATORS),
                "pillar_id": list(INDICATORS.values()),
                "weight": [1 / 3] * 6,
                "use": ["scored"] * 6,
            }
        ),
        pl.DataFrame({"pillar_id": ["a", "b"], "pillar_name": ["first", "second"], "weight": [0.5, 0.5]}),
        pl.DataFrame({"band_id": ["low", "medium", "high"], "lower_score": [0, 40, 70]}),
        pl.DataFrame(
            {
                "parameter_id": ["min_indicators_per_pillar", "min_coverage_share", "pillar_floor"],
                "parameter_value": [2.0, 0.65, 1.0],
            }
        ),
    )


def positions(values: Values, assumptions: Assumptions, framework: Framework, *, lower: float = 0) -> Positions:
    """Positions that are `lower` points higher at the lower theme threshold, and the same at the higher one."""
    rows = [
        (partnership, indicator, level, position + (lower if level == "lower" else 0))
        for partnership, of_one in values.items()
        for indicator, position in of_one.items()
        for level in assumptions.theme_levels
    ]
    names = ["partnership_id", "indicator_id", "theme_level_id", "goalpost_position"]
    return Positions.from_frame(pl.DataFrame(rows, schema=names, orient="row"), assumptions, framework)


def setting(assumptions: Assumptions, framework: Framework, **uniforms: float) -> Settings:
    """The official setting but for the uniform numbers given."""
    columns = assumptions.columns(framework)
    numbers = np.zeros((1, assumptions.width(framework)))
    numbers[:, columns["normalisation"]] = 1 / 3  # half-way from 0.5 to 2 is past 1
    numbers[:, columns["weights"]] = 0.5
    numbers[:, columns["theme_threshold"]] = 0.5
    for name, value in uniforms.items():
        numbers[:, columns[name]] = value
    return assumptions.settings(numbers, framework)


def scores(values: Values, assumptions: Assumptions, framework: Framework, **uniforms: float) -> Floats:
    placed = positions(values, assumptions, framework, lower=10)
    found: Floats = score_settings(placed, setting(assumptions, framework, **uniforms), framework)[0, 0]
    return found


def test_official_setting_gives_the_official_score(assumptions: Assumptions, framework: Framework) -> None:
    placed = positions({"p": FULL}, assumptions, framework)
    found = score_settings(placed, assumptions.official(framework), framework)[0, 0]
    points = pl.DataFrame({"partnership_id": "p", "indicator_id": list(FULL), "normalised": list(FULL.values())})
    official = rescore(points, framework)
    assert found[TOTAL] == pytest.approx(official.totals["score"][0])
    assert found[:TOTAL] == pytest.approx(official.pillars["score"].to_list())


@pytest.mark.parametrize(
    ("uniforms", "pillar_a", "total"),
    [
        pytest.param({}, 60, (60 * 30) ** 0.5, id="as-set"),
        pytest.param({"aggregation": 0.9}, 60, 45, id="arithmetic-total"),
        pytest.param({"normalisation": 0}, (100 + 80 + 100) / 3, ((280 / 3) * 60) ** 0.5, id="easier-goalposts"),
        pytest.param({"theme_threshold": 0}, 70, (70 * 40) ** 0.5, id="lower-theme-threshold"),
        pytest.param({"left_out_indicator": 0.51}, 60, (60 * 35) ** 0.5, id="one-left-out"),
    ],
)
def test_each_assumption_moves_the_score_by_hand(
    uniforms: dict[str, float], pillar_a: float, total: float, assumptions: Assumptions, framework: Framework
) -> None:
    # Left out at 0.51 of six indicators is the fourth: B1.
    found = scores({"p": FULL}, assumptions, framework, **uniforms)
    assert found[PILLAR_A] == pytest.approx(pillar_a)
    assert found[TOTAL] == pytest.approx(total)


def test_silence_lowers_a_scored_pillar_and_never_makes_one(assumptions: Assumptions, framework: Framework) -> None:
    values = {"p": {"A1": 80.0, "A2": 40.0, "B1": 20.0}}
    heard = scores(values, assumptions, framework, silence=0.9)
    unheard = scores(values, assumptions, framework)
    assert (heard[PILLAR_A], unheard[PILLAR_A]) == (pytest.approx(40), pytest.approx(60))
    assert np.isnan([heard[PILLAR_B], heard[TOTAL], unheard[PILLAR_B]]).all()


def test_weights_stay_within_their_range_and_one_is_left_out(assumptions: Assumptions, framework: Framework) -> None:
    uniforms = np.random.default_rng(1).random((500, assumptions.width(framework)))
    settings = assumptions.settings(uniforms, framework)
    kept = settings.indicator_weights[settings.indicator_weights > 0] * 3
    assert kept.min() >= 0.75
    assert kept.max() <= 1.25
    left_out = (settings.indicator_weights == 0).sum(axis=1)
    assert set(left_out) == {0, 1}
    assert 0.4 < left_out.mean() < 0.6


def test_same_seed_gives_the_same_rows_and_no_partnership_moves_another(
    assumptions: Assumptions, framework: Framework
) -> None:
    alone = draw_scores(positions({"p": FULL}, assumptions, framework), assumptions, framework, count=50, seed=3)
    others = {"o": {"A1": 1.0}, "p": FULL, "z": FULL}
    beside = draw_scores(positions(others, assumptions, framework), assumptions, framework, count=50, seed=3)
    assert alone.equals(beside.filter(pl.col("partnership_id") == "p"))
    assert alone["score"].is_between(0, 100).all()
    assert alone.n_unique("draw_number") == 50


def test_thousand_draws_of_a_hundred_partnerships_take_moments(assumptions: Assumptions, framework: Framework) -> None:
    placed = positions({f"p{number:03}": FULL for number in range(100)}, assumptions, framework)
    started = perf_counter()
    draw_scores(placed, assumptions, framework, count=1000, seed=3)
    # The promise is 2 s on a quiet machine; tests run beside others.
    assert perf_counter() - started < 10


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        pytest.param([*LEVELS, ("mood", "range", "x", 1.0)], r"got mood \(range\)", id="unknown-assumption"),
        pytest.param(LEVELS[:-2], "expected rows of silence", id="missing-assumption"),
        pytest.param([("weights", "choice", "x", 1.0), *LEVELS], r"got weights \(choice\)", id="wrong-kind"),
        pytest.param([*LEVELS[:3], *LEVELS[4:]], "two ends above zero for weights.*got 0.75", id="one-end"),
        pytest.param(
            [("normalisation", "range", "x", -1.0), *LEVELS[1:]], "for normalisation.*got -1, 2", id="end-below-zero"
        ),
    ],
)
def test_bad_row_of_the_seed_is_named(levels: list[tuple[str, str, str, float]], message: str) -> None:
    with pytest.raises(AssumptionError, match=message):
        Assumptions.from_frame(seed_rows(levels))

"""Sensitivity indices on a function whose indices are published, and on the framework in small."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import polars as pl
import pytest

from pipelines.enrich.maturity.assumptions import Assumptions
from pipelines.enrich.maturity.sensitivity import Evaluations, Indices, design, estimate, leave_one_out, sensitivity
from tests.pipelines.test_maturity_draws import FULL, INDICATORS, Values, positions
from tests.pipelines.test_maturity_draws import assumptions as assumptions  # noqa: PLC0414  (a fixture)
from tests.pipelines.test_maturity_draws import framework as framework  # noqa: PLC0414  (a fixture)
from warehouse.products.maturity.formula import Floats, Framework

SEVERAL: Values = {
    "p": FULL,
    "q": {"A1": 10.0, "A2": 90.0, "A3": 50.0, "B1": 70.0, "B2": 65.0, "B3": 5.0},
    "r": {"A1": 30.0, "A2": 35.0, "A3": 90.0},
}


def _ishigami(uniforms: Floats) -> Floats:
    one, two, three = np.moveaxis(np.pi * (2 * uniforms - 1), -1, 0)
    result: Floats = np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)
    return result[..., None]


def _indices_of(function: Floats, rows: int, resamples: Floats | None = None) -> Indices:
    evaluations = Evaluations(function[0], function[1], function[2:])
    return estimate(evaluations, np.ones((1, rows)) if resamples is None else resamples)


def test_indices_are_the_published_ones_of_the_ishigami_function() -> None:
    """Ishigami and Homma (1990), with a = 7 and b = 0.1: 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437."""
    columns = [slice(0, 1), slice(1, 2), slice(2, 3)]
    indices = _indices_of(_ishigami(design(columns, base_count=4096, seed=1)), 4096)
    assert indices.first_order[0, :, 0] == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert indices.total_order[0, :, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_grouped_columns_share_one_index() -> None:
    columns = [slice(0, 2), slice(2, 3)]
    indices = _indices_of(_ishigami(design(columns, base_count=4096, seed=1)), 4096)
    # The first two together bring what each brings alone; with the third interacts the first.
    assert indices.first_order[0, :, 0] == pytest.approx([0.3139 + 0.4424, 0], abs=0.02)
    assert indices.total_order[0, :, 0] == pytest.approx([1, 0.2437], abs=0.02)


def test_result_that_does_not_vary_has_no_index() -> None:
    indices = _indices_of(np.full((3, 8, 1), 42.0), 8)
    assert np.isnan(indices.first_order).all()
    assert np.isnan(indices.total_order).all()


def test_every_assumption_has_an_index_with_its_interval(assumptions: Assumptions, framework: Framework) -> None:
    placed = positions(SEVERAL, assumptions, framework, lower=10)
    found = sensitivity(
        placed, assumptions, framework, base_count=256, bootstrap_count=50, seed=2, interval=(0.05, 0.95)
    )
    assert found.filter(pl.col("scope") == "b")["subject_id"].unique().sort().to_list() == ["all", "p", "q"]
    assert found.n_unique("assumption_id") == len(assumptions.ids)
    assert found["evaluation_count"].unique().to_list() == [256 * 8]
    known = found.drop_nulls("total_order")
    assert (known["total_low"] <= known["total_high"]).all()
    pillar = known.filter((pl.col("scope") == "a") & (pl.col("assumption_id") == "aggregation"))
    assert pillar["total_order"].abs().max() == pytest.approx(0)
    total = known.filter((pl.col("scope") == "total") & (pl.col("subject_id") == "p"))
    assert total["total_order"].sum() > 0.95


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("values", [{"p": {"A1": 50.0}}, {"p": {"A1": 50.0}, "q": FULL}], ids=["nobody", "one"])
def test_those_without_a_score_are_left_out(values: Values, assumptions: Assumptions, framework: Framework) -> None:
    placed = positions(values, assumptions, framework)
    found = sensitivity(placed, assumptions, framework, base_count=16, bootstrap_count=5, seed=2, interval=(0.05, 0.95))
    assert set(found["subject_id"]) == set(values) - {"p"}
    assert set(leave_one_out(placed, assumptions, framework)["partnership_id"]) == set(values) - {"p"}


def test_indicator_left_out_moves_its_own_pillar_and_the_total(assumptions: Assumptions, framework: Framework) -> None:
    found = leave_one_out(positions(SEVERAL, assumptions, framework), assumptions, framework)
    own = found.filter((pl.col("partnership_id") == "p") & (pl.col("scope") == "a")).sort("indicator_id")
    assert own["indicator_id"].to_list() == ["A1", "A2", "A3"]
    assert own["score_shift"].to_list() == pytest.approx([-10, 10, 0])
    first = found.filter((pl.col("indicator_id") == "A1") & (pl.col("scope") == "a")).sort("partnership_id")
    # Without A1 the means are 50, 70 and 62.5 where they were 60, 50 and 51.7.
    assert first["rank_shift"].to_list() == [2, -2, 0]
    assert set(found.filter(pl.col("scope") == "total")["partnership_id"]) == {"p", "q"}


def test_indicator_without_which_no_score_is_left_shifts_nothing(
    assumptions: Assumptions, framework: Framework
) -> None:
    placed = positions({"p": {"A1": 50.0, "A2": 70.0}}, assumptions, framework)
    found = leave_one_out(placed, assumptions, framework).sort("indicator_id")
    assert found.select("indicator_id", "score_shift", "rank_shift").rows() == [
        ("A1", None, None),
        ("A2", None, None),
        ("A3", 0, 0),
    ]


def test_sensitivity_of_fifty_partnerships_takes_seconds(assumptions: Assumptions, framework: Framework) -> None:
    placed = positions({f"p{number:02}": FULL for number in range(50)}, assumptions, framework)
    started = perf_counter()
    sensitivity(placed, assumptions, framework, base_count=1024, bootstrap_count=200, seed=2, interval=(0.05, 0.95))
    # The promise is 10 s on a quiet machine; tests run beside others.
    assert perf_counter() - started < 40
    assert len(INDICATORS) == len(framework.indicator_ids)

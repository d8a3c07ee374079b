"""How long draws, sensitivity and a rescoring of maturity take, and how that grows with the partnerships.

    python -m tests.bench.maturity

Makes made-up positions of 42 and of 420 partnerships over the framework's own seeds, every indicator filled, and prints
seconds per step and the ratio of the two sizes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.enrich.maturity.tables import Inputs, draw_table, leave_one_out_table, sensitivity_table
from warehouse.products.maturity.rescore import rescore

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "maturity"
SIZES = (42, 420)
PROMISES = {"draws": 2.0, "sensitivity": 10.0, "leave one out": 10.0, "rescore": 0.02}


def make_inputs(partnerships: int) -> Inputs:
    """Made-up values between and beyond the goalposts, stated and so the same at every theme threshold."""
    indicators = _seed("dim_indicator")
    scored = indicators.filter(pl.col("use") == "scored")
    low, high = pl.col("goalpost_low"), pl.col("goalpost_high")
    values = pl.DataFrame({"partnership_id": [f"p{number:04}" for number in range(partnerships)]}).join(
        scored.select("indicator_id", "goalpost_low", "goalpost_high"), how="cross"
    )
    places = pl.Series(np.random.default_rng(1).normal(0.5, 0.3, values.height))
    values = values.select(
        *("partnership_id", "indicator_id"),
        value=low + places * (high - low),
        evidence=pl.lit("declared"),
        is_demo=False,
    )
    return Inputs(
        {
            "indicators": indicators,
            "pillars": _seed("dim_pillar"),
            "bands": _seed("dim_maturity_band"),
            "parameters": _seed("dim_maturity_parameter"),
            "assumptions": _seed("dim_maturity_assumption"),
            "values": values,
            "at_levels": values.clear().select("partnership_id", "indicator_id", "value", theme_level_id=pl.lit("")),
        }
    )


def _seed(name: str) -> pl.DataFrame:
    return pl.read_csv(SEEDS / f"{name}.csv", infer_schema_length=None)


def _steps(inputs: Inputs) -> dict[str, Callable[[], object]]:
    official = inputs.positions.values[0].clip(0, 100)
    points = pl.DataFrame(
        {
            "partnership_id": np.repeat(inputs.positions.partnership_ids.to_numpy(), official.shape[1]),
            "indicator_id": np.tile(inputs.framework.indicator_ids, official.shape[0]),
            "normalised": official.ravel(),
        }
    )
    return {
        "draws": lambda: draw_table(inputs),
        "sensitivity": lambda: sensitivity_table(inputs),
        "leave one out": lambda: leave_one_out_table(inputs),
        "rescore": lambda: rescore(points, inputs.framework, pillar_weights={"mission": 2}),
    }


def _seconds(step: Callable[[], object]) -> float:
    step()
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def main() -> None:
    """Prints one line per step."""
    small, large = ({name: _seconds(step) for name, step in _steps(make_inputs(size)).items()} for size in SIZES)
    sys.stdout.write(f"step            {SIZES[0]:>8} {SIZES[1]:>8}   ratio   promised for {SIZES[0]}\n")
    for name, promise in PROMISES.items():
        ratio = large[name] / small[name]
        sys.stdout.write(f"{name:<15} {small[name]:>7.3f}s {large[name]:>7.3f}s {ratio:>7.1f}   {promise:g} s\n")


if __name__ == "__main__":
    main()

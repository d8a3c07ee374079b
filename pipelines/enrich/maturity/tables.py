"""Tables in, tables out: what dbt's Python models of maturity call.

Belongs here: reading seeds and positions as dbt hands them over. Does not belong here: any figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.enrich.maturity.assumptions import Assumptions
from pipelines.enrich.maturity.draws import Positions, draw_scores
from pipelines.enrich.maturity.sensitivity import leave_one_out, sensitivity
from warehouse.products.maturity.rescore import Framework


@dataclass(frozen=True)
class Inputs:
    """What every calculation of this folder starts from."""

    framework: Framework
    assumptions: Assumptions
    positions: Positions
    parameters: Mapping[str, float]

    @classmethod
    def from_frames(
        cls,
        *,
        indicators: pl.DataFrame,
        pillars: pl.DataFrame,
        bands: pl.DataFrame,
        parameters: pl.DataFrame,
        assumptions: pl.DataFrame,
        positions: pl.DataFrame,
    ) -> Inputs:
        """From the seeds `maturity_*` and the model `int_indicators__positioned`.

        Raises:
            AssumptionError: a row of `maturity_assumptions` is none that a draw can be made of.
            KeyError: a parameter, or the pillar of an indicator, is missing.
        """
        framework = Framework.from_frames(indicators, pillars.sort("pillar_order"), bands, parameters)
        varied = Assumptions.from_frame(assumptions)
        return cls(
            framework=framework,
            assumptions=varied,
            positions=Positions.from_frame(positions, varied, framework),
            parameters=dict(zip(parameters["parameter_id"], parameters["parameter_value"], strict=True)),
        )


def draw_table(inputs: Inputs) -> pl.DataFrame:
    """Rows of `int_maturity__draws`; see `draws.draw_scores`."""
    return draw_scores(
        inputs.positions,
        inputs.assumptions,
        inputs.framework,
        count=int(inputs.parameters["draw_count"]),
        seed=int(inputs.parameters["draw_seed"]),
    )


def sensitivity_table(inputs: Inputs) -> pl.DataFrame:
    """Rows of `int_maturity__sensitivity`; see `sensitivity.sensitivity`."""
    return sensitivity(
        inputs.positions,
        inputs.assumptions,
        inputs.framework,
        base_count=int(inputs.parameters["sensitivity_base_count"]),
        bootstrap_count=int(inputs.parameters["sensitivity_bootstrap_count"]),
        seed=int(inputs.parameters["draw_seed"]),
        interval=(inputs.parameters["interval_lower_share"], inputs.parameters["interval_upper_share"]),
    )


def leave_one_out_table(inputs: Inputs) -> pl.DataFrame:
    """Rows of `int_maturity__leave_one_out`; see `sensitivity.leave_one_out`."""
    return leave_one_out(inputs.positions, inputs.assumptions, inputs.framework)

"""Tables in, tables out: what dbt's Python models of maturity call.

Belongs here: reading seeds and values as dbt hands them over. Does not belong here: any figure.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

from polars import DataFrame

from pipelines.enrich.maturity.assumptions import Assumptions
from pipelines.enrich.maturity.bounds import Bounds, bound_scores, next_facts
from pipelines.enrich.maturity.changes import attribute_changes
from pipelines.enrich.maturity.checks import check_framework
from pipelines.enrich.maturity.draws import Positions, draw_scores, place_at_levels
from pipelines.enrich.maturity.official import Official, score_official
from pipelines.enrich.maturity.sensitivity import leave_one_out, sensitivity
from warehouse.products.maturity.formula import Framework


class Relation(Protocol):
    """A table as dbt hands it to a Python model."""

    def pl(self) -> DataFrame:
        """Its rows."""


@dataclass(frozen=True)
class Inputs:
    """What every calculation of this folder starts from: the framework's seeds and the values of tonight, by name.

    dbt sees which tables a Python model reads only where it names them: each model names those it needs, and
    whatever was not named is missing here.
    """

    frames: dict[str, DataFrame]

    @classmethod
    def read(cls, **relations: Relation) -> Self:
        """From relations of dbt: `indicators`, `pillars`, `bands`, `parameters`, and what else the table needs."""
        return cls({name: relation.pl() for name, relation in relations.items()})

    @cached_property
    def framework(self) -> Framework:
        """Weights and rules.

        Raises:
            KeyError: a parameter, or the pillar of an indicator, is missing.
        """
        frames = self.frames
        pillars = frames["pillars"].sort("pillar_order")
        return Framework.from_frames(frames["indicators"], pillars, frames["bands"], frames["parameters"])

    @cached_property
    def parameters(self) -> dict[str, float]:
        """Numbers of the framework by name."""
        return dict(self.frames["parameters"].select("parameter_id", "parameter_value").iter_rows())

    @cached_property
    def assumptions(self) -> Assumptions:
        """What varies.

        Raises:
            AssumptionError: a row of the seed is none that a draw can be made of.
        """
        return Assumptions.from_frame(self.frames["assumptions"])

    @cached_property
    def positions(self) -> Positions:
        """Where the values lie, at every threshold of the theme."""
        frames, levels = self.frames, self.assumptions.theme_levels
        rows = place_at_levels(frames["values"], frames["at_levels"], frames["indicators"], levels)
        return Positions.from_frame(rows, self.assumptions, self.framework)

    @cached_property
    def official(self) -> Official:
        """The official score of tonight."""
        return score_official(self.frames["values"], self.frames["indicators"], self.framework)

    @cached_property
    def bounds(self) -> Bounds:
        """What the points of every partnership can be at worst and at best."""
        return Bounds.from_values(self.frames["values"], self.frames["indicators"], self.framework)


def draw_table(inputs: Inputs) -> DataFrame:
    """Rows of `int_maturity__draws`; see `draws.draw_scores`."""
    return draw_scores(
        inputs.positions,
        inputs.assumptions,
        inputs.framework,
        count=int(inputs.parameters["draw_count"]),
        seed=int(inputs.parameters["draw_seed"]),
    )


def sensitivity_table(inputs: Inputs) -> DataFrame:
    """Rows of `fct_maturity_sensitivity`; see `sensitivity.sensitivity`."""
    return sensitivity(
        inputs.positions,
        inputs.assumptions,
        inputs.framework,
        base_count=int(inputs.parameters["sensitivity_base_count"]),
        bootstrap_count=int(inputs.parameters["sensitivity_bootstrap_count"]),
        seed=int(inputs.parameters["draw_seed"]),
        interval=(inputs.parameters["interval_lower_share"], inputs.parameters["interval_upper_share"]),
    )


def leave_one_out_table(inputs: Inputs) -> DataFrame:
    """Rows of `fct_leave_one_out`; see `sensitivity.leave_one_out`."""
    return leave_one_out(inputs.positions, inputs.assumptions, inputs.framework)


def check_table(inputs: Inputs) -> DataFrame:
    """Rows of `fct_framework_check`; see `checks.check_framework`."""
    frames = inputs.frames
    return check_framework(inputs.official, frames["values"], frames["rules"], inputs.framework, inputs.parameters)


def change_table(inputs: Inputs) -> DataFrame:
    """Rows of `int_maturity__attributed`; see `changes.attribute_changes`."""
    return attribute_changes(inputs.frames["compared"], inputs.frames["indicators"], inputs.framework)


def bounds_table(inputs: Inputs) -> DataFrame:
    """Rows of `fct_maturity_bounds`; see `bounds.bound_scores`."""
    return bound_scores(inputs.bounds, inputs.framework)


def next_fact_table(inputs: Inputs) -> DataFrame:
    """Rows of `fct_next_fact`; see `bounds.next_facts`."""
    return next_facts(inputs.bounds, inputs.framework, count=int(inputs.parameters["next_fact_count"]))

"""What a rescoring rests on, read from an edition: the framework, and the points of every partnership.

Belongs here: the queries behind `warehouse.products.maturity.rescore`. Does not belong here: the formula, which is
there, and what pages show beside it (`dashboards.maturity.queries`).
"""

from typing import Protocol

import polars as pl

from warehouse.products.maturity.formula import Framework

_INDICATORS = "select indicator_id, pillar_id, weight, use from marts_maturity.dim_indicator"
_PILLARS = "select pillar_id, pillar_name, weight from marts_maturity.dim_pillar order by pillar_order"
_BANDS = "select band_id, lower_score from marts_maturity.dim_maturity_band"
_PARAMETERS = "select parameter_id, parameter_value from marts_maturity.dim_maturity_parameter"
_POINTS = "select partnership_id, indicator_id, normalised from marts_maturity.fct_indicator_value"


class Tables(Protocol):
    """Whatever answers a query with a frame: a `warehouse.store.reader.Snapshot`, or a build under test."""

    def frame(self, sql: str, /) -> pl.DataFrame:
        """Run one query and give its rows."""


def read_framework(tables: Tables) -> Framework:
    """Scored indicators, pillars, official weights, bands and rules of an edition."""
    return Framework.from_frames(
        tables.frame(_INDICATORS), tables.frame(_PILLARS), tables.frame(_BANDS), tables.frame(_PARAMETERS)
    )


def read_points(tables: Tables) -> pl.DataFrame:
    """One row is one partnership and one indicator: `partnership_id`, `indicator_id`, `normalised` (0–100 or null)."""
    return tables.frame(_POINTS)

"""The official score: every partnership, with the framework's own weights, with all evidence and with observed alone.

Belongs here: which values count, and the tables that dbt reads. Does not belong here: the formula
(`warehouse.products.maturity.formula`), and where values come from (dbt).
"""

from dataclasses import dataclass

import polars as pl

from warehouse.products.maturity.formula import Framework, goalpost_points
from warehouse.products.maturity.rescore import Rescored, rescore

TOTAL = "total"
"""Scope of a score over all pillars; the other scopes are the pillars' ids."""

ALL_EVIDENCE, OBSERVED_ONLY = "all", "observed_only"


@dataclass(frozen=True)
class Official:
    """The official score.

    Attributes:
        indicators: one row is one partnership and one indicator, context included: `partnership_id`, `indicator_id`,
            `normalised` (0 to 100), `contribution` (points of the total); null where not scored.
        scopes: one row is one partnership, evidence basis and scope (a pillar or the total): `partnership_id`,
            `evidence_basis`, `scope`, `score`, `score_arithmetic` and `coverage_share` (of totals), `band`,
            `indicator_with_value_count`, `indicator_count`, `not_assessed_reason`.
    """

    indicators: pl.DataFrame
    scopes: pl.DataFrame


def score_official(values: pl.DataFrame, indicators: pl.DataFrame, framework: Framework) -> Official:
    """Scores all partnerships.

    Args:
        values: one row is one partnership and one indicator: `partnership_id`, `indicator_id`, `value`,
            `observed_value`, `is_demo`. What rests on demonstration participations is never scored.
        indicators: one row is one indicator: `indicator_id`, `use`, `direction`, `goalpost_low`, `goalpost_high`.
        framework: weights and rules.
    """
    placed = (
        values.with_columns(pl.when(~pl.col("is_demo")).then("value").alias("value"))
        .join(indicators.select("indicator_id", "use", "direction", "goalpost_low", "goalpost_high"), on="indicator_id")
        .with_columns(goalpost_points("value").alias("normalised"), goalpost_points("observed_value").alias("observed"))
        .sort("partnership_id", "indicator_id")
    )
    keys = ["partnership_id", "indicator_id"]
    scored = {
        basis: rescore(placed.select(*keys, pl.col(points).alias("normalised")), framework)
        for basis, points in ((ALL_EVIDENCE, "normalised"), (OBSERVED_ONLY, "observed"))
    }
    contributions = scored[ALL_EVIDENCE].indicators.select(*keys, "contribution")
    return Official(
        indicators=placed.select(*keys, "normalised").join(contributions, on=keys, how="left", maintain_order="left"),
        scopes=pl.concat([_scopes(basis, rescored) for basis, rescored in scored.items()]),
    )


def _scopes(basis: str, rescored: Rescored) -> pl.DataFrame:
    totals = rescored.totals.with_columns(pl.lit(TOTAL).alias("scope"))
    pillars = rescored.pillars.rename({"pillar_id": "scope"})
    return pl.concat([totals, pillars], how="diagonal").select(
        "partnership_id", pl.lit(basis).alias("evidence_basis"), "scope", pl.exclude("partnership_id", "scope")
    )

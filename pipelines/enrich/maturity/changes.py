"""Which indicator moved a score by how much, between an earlier edition and tonight.

Belongs here: old values on today's framework, and the split of a difference into amounts that sum to it. Does not
belong here: which editions are compared and what caused a value to move (dbt), and the formula of scores
(`warehouse.products.maturity.formula`).

A pillar is a weighted mean, so that each indicator that stayed brings its own points, and one that came or went brings
how far it lies from those that stayed. The total is a product; the logarithmic mean turns it into a sum, whatever order
the pillars are taken in.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from pipelines.enrich.maturity.official import TOTAL
from warehouse.products.maturity.formula import (
    Floats,
    Framework,
    Weights,
    combine_pillars,
    goalpost_points,
    points_matrix,
    score_pillars,
    settle,
)

SUBJECT = ("comparison_id", "partnership_id")


def attribute_changes(compared: pl.DataFrame, indicators: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """One row is one comparison, partnership, scope and scored indicator with a value then or now.

    Columns: `points_then`, `points_now` (0 to 100, on today's goalposts), `amount` (points by which the indicator moved
    the pillar, or the total; null where there is none) and `restated_score` (the old values on today's framework).

    Args:
        compared: one row is one comparison, partnership and indicator: `value_then`, `value_now`.
        indicators: one row is one indicator: `indicator_id`, `pillar_id`, `use`, `direction`, goalposts.
        framework: today's weights and rules.
    """
    placed = (
        compared.join(indicators.filter(pl.col("use") == "scored"), on="indicator_id")
        .with_columns(goalpost_points(f"value_{when}").alias(f"points_{when}") for when in ("then", "now"))
        .with_columns(pl.concat_str(SUBJECT, separator="\n").alias("subject"))
        .sort("subject", "indicator_id")
    )
    (subjects, then), (_, now) = (
        points_matrix(placed.select("indicator_id", partnership_id="subject", normalised=points), framework)
        for points in ("points_then", "points_now")
    )
    pillar_amounts, total_amounts, pillars, totals = _attribute(then, now, framework)
    rows = subjects.search_sorted(placed["subject"]).to_numpy()
    columns = pl.Series(framework.indicator_ids).search_sorted(placed["indicator_id"]).to_numpy()
    kept = placed.select(*SUBJECT, "indicator_id", "pillar_id", "points_then", "points_now")
    scopes = [
        (pl.col("pillar_id"), pillar_amounts[rows, columns], pillars[rows, framework.pillar_of[columns]]),
        (pl.lit(TOTAL), total_amounts[rows, columns], totals[rows]),
    ]
    return pl.concat(
        kept.select(
            *SUBJECT,
            scope.alias("scope"),
            "indicator_id",
            "points_then",
            "points_now",
            pl.Series("amount", settle(amounts), dtype=pl.Float64).fill_nan(None),
            pl.Series("restated_score", settle(restated), dtype=pl.Float64).fill_nan(None),
        )
        for scope, amounts, restated in scopes
    )


def points_of_total(then: Floats, now: Floats, framework: Framework) -> Floats:
    """How many points of the total one point of each pillar is worth: … × pillars, NaN where there is no total.

    Args:
        then: scores of the pillars before: … × pillars.
        now: their scores now.
        framework: weights of the pillars and the floor.
    """
    weights, floor = framework.pillar_weights, framework.pillar_floor
    total_then, total_now = (combine_pillars(scores, weights, floor)[0] for scores in (then, now))
    floored_then, floored_now = np.maximum(then, floor), np.maximum(now, floor)
    with np.errstate(invalid="ignore", divide="ignore"):
        growth = np.log(total_now / total_then)
        mean = np.where(settle(growth) == 0, total_now, (total_now - total_then) / growth)
        # Below the floor a pillar moves nothing.
        still = np.where(now > floor, 1 / floored_now, 0.0)
        slope = np.where(settle(now - then) == 0, still, np.log(floored_now / floored_then) / (now - then))
    worth: Floats = mean[..., None] * weights / weights.sum() * slope
    return worth


@dataclass(frozen=True)
class _Means:
    scores: Floats
    weights: Floats


def _attribute(then: Floats, now: Floats, framework: Framework) -> tuple[Floats, Floats, Floats, Floats]:
    """Amounts of pillars and of the total (subjects × indicators), restated pillars and totals."""
    stayed = ~np.isnan(then) & ~np.isnan(now)
    before, after = _means(then, framework), _means(now, framework)
    both_then, both_now = (_means(np.where(stayed, points, np.nan), framework) for points in (then, now))
    middle = (before.scores + after.scores) / 2
    reference_then, reference_now = (
        np.where(np.isnan(both.scores), middle, both.scores)[:, framework.pillar_of] for both in (both_then, both_now)
    )
    weight = framework.indicator_weights
    with np.errstate(invalid="ignore", divide="ignore"):
        stays, comes, goes = (weight / means.weights[:, framework.pillar_of] for means in (both_now, after, before))
        amounts = np.where(
            stayed,
            stays * (now - then),
            np.where(np.isnan(then), comes * (now - reference_now), goes * (reference_then - then)),
        )
    per_point = points_of_total(before.scores, after.scores, framework)
    totals = combine_pillars(before.scores, framework.pillar_weights, framework.pillar_floor)[0]
    return amounts, amounts * per_point[:, framework.pillar_of], before.scores, totals


def _means(points: Floats, framework: Framework) -> _Means:
    """Pillars as means of whatever is known: a difference is split even where too little is known for a score."""
    weights = Weights(framework.indicator_weights, framework.pillar_weights)
    pillars = score_pillars(points, weights, replace(framework, min_indicators_per_pillar=1))
    return _Means(pillars.scores, np.where(np.isnan(points), 0.0, weights.indicators) @ framework.membership)

"""What weights make of the points, as frames: the official score, and a reader's own weights.

Belongs here: checking weights, and tables of totals, pillars and contributions with the sentence that says why there is
no score. Does not belong here: the formula (`warehouse.products.maturity.formula`), reading tables
(`warehouse.products.maturity.inputs`), and storing: what comes of a reader's own weights is never official.

How to use it::

    # warehouse.products.maturity.inputs; once per edition
    framework, points = read_framework(snapshot), read_points(snapshot)
    rescored = rescore(points, framework, pillar_weights={"mission": 2, "contact": 0.5, "ecosystems": 0})
    rescored.totals, rescored.pillars, rescored.indicators  # frames, in a few milliseconds

Weights are relative: 2 and 1 is the same as 0.5 and 0.25. Those left out keep the official weight. **A weight of zero
takes an indicator or a pillar out**: it is then neither counted in the coverage nor missed, so that weighing one pillar
alone gives that pillar as the total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.products.maturity.formula import (
    Floats,
    Framework,
    PillarScores,
    TotalScores,
    Weights,
    find_weighing,
    name_bands,
    points_matrix,
    score_pillars,
    score_totals,
    settle,
    share_out,
)
from warehouse.store.errors import WarehouseError

NOT_ASSESSED = "not_assessed"


class BadWeightsError(WarehouseError, ValueError):
    """Weights that no score can be made of: unknown name, negative, not a number, or zero throughout."""


@dataclass(frozen=True)
class Rescored:
    """What weights make of the points.

    Attributes:
        totals: one row is one partnership: `partnership_id`, `score`, `score_arithmetic` (0 to 100 or null), `band` (of
            the single score, or `not_assessed`), `indicator_with_value_count`, `indicator_count`, `coverage_share`
            (0 to 1), `not_assessed_reason`.
        pillars: one row is one partnership and one pillar: `partnership_id`, `pillar_id`, `score`, `band`,
            `indicator_with_value_count`, `indicator_count`, `not_assessed_reason`.
        indicators: one row is one partnership and one scored indicator: `partnership_id`, `indicator_id`, `pillar_id`,
            `weight` (as used), `normalised`, `contribution` (points of the total; they sum to it).
    """

    totals: pl.DataFrame
    pillars: pl.DataFrame
    indicators: pl.DataFrame


def rescore(
    points: pl.DataFrame,
    framework: Framework,
    *,
    indicator_weights: Mapping[str, float] | None = None,
    pillar_weights: Mapping[str, float] | None = None,
) -> Rescored:
    """Score every partnership with weights of one's own, or with the official ones.

    Args:
        points: one row is one partnership and one indicator: `partnership_id`, `indicator_id`, `normalised` (0 to 100,
            null where not known). Indicators that are not scored are passed over; those without a row have no value.
        framework: the official weights and the rules.
        indicator_weights: weight by indicator, relative inside its pillar; those left out keep the official weight.
        pillar_weights: weight by pillar, relative; those left out keep the official weight.

    Raises:
        BadWeightsError: a name is unknown, a weight is negative or no number, all pillars weigh zero, or all
            indicators of a pillar that does not.
    """
    weights = Weights(
        _own(framework.indicator_ids, framework.indicator_weights, indicator_weights, "an indicator"),
        _own(framework.pillar_ids, framework.pillar_weights, pillar_weights, "a pillar"),
    )
    _check_not_zero(weights, framework)

    partnerships, matrix = points_matrix(points, framework)
    pillars = score_pillars(matrix, weights, framework)
    totals = score_totals(matrix, pillars, weights, framework)
    contributions = share_out(totals, pillars, matrix, weights, framework)
    return Rescored(
        totals=_totals_frame(partnerships, pillars, totals, weights, framework),
        pillars=_pillars_frame(partnerships, pillars, weights, framework),
        indicators=_indicators_frame(partnerships, matrix, contributions, weights, framework),
    )


def _own(names: Sequence[str], official: Floats, wanted: Mapping[str, float] | None, kind: str) -> Floats:
    wanted = wanted or {}
    if unknown := sorted(set(wanted) - set(names)):
        raise BadWeightsError(f"expected weights of {', '.join(names)}; got {kind} that is none of them: {unknown[0]}")
    weights = official.copy()
    for name, weight in wanted.items():
        weights[names.index(name)] = weight
    for name, weight in zip(names, weights, strict=True):
        if not (np.isfinite(weight) and weight >= 0):
            raise BadWeightsError(f"expected a weight of zero or more for {name}; got {weight}")
    return weights


def _check_not_zero(weights: Weights, framework: Framework) -> None:
    if not weights.pillars.any():
        raise BadWeightsError(f"expected a weight above zero for one of {', '.join(framework.pillar_ids)}; all are 0")
    sums = weights.indicators @ framework.membership
    for pillar, weight, total in zip(framework.pillar_ids, weights.pillars, sums, strict=True):
        if weight > 0 and total == 0:
            raise BadWeightsError(
                f"expected a weight above zero for an indicator of pillar {pillar}, "
                f"which itself weighs {weight:g}; all are 0"
            )


def _totals_frame(
    partnerships: pl.Series, pillars: PillarScores, totals: TotalScores, weights: Weights, framework: Framework
) -> pl.DataFrame:
    return (
        pl.DataFrame(
            {
                "partnership_id": partnerships,
                "score": settle(totals.geometric),
                "score_arithmetic": settle(totals.arithmetic),
                "band": _band_names(totals.geometric, framework),
                "indicator_with_value_count": totals.counts.astype(np.int64),
                "indicator_count": np.full(len(partnerships), find_weighing(weights, framework).sum(), dtype=np.int64),
                "coverage_share": totals.coverage,
                "missing": _missing_pillars(pillars, weights, framework),
            }
        )
        .with_columns(pl.col("score", "score_arithmetic").fill_nan(None), _reason(framework))
        .drop("missing")
    )


def _missing_pillars(pillars: PillarScores, weights: Weights, framework: Framework) -> pl.Series:
    missing = np.isnan(pillars.scores) & (weights.pillars > 0)
    names = [
        pl.when(pl.Series(missing[:, position])).then(pl.lit(name))
        for position, name in enumerate(framework.pillar_names)
    ]
    return pl.select(pl.concat_str(names, separator=", ", ignore_nulls=True).alias("missing"))["missing"]


def _reason(framework: Framework) -> pl.Expr:
    """Why there is no total, in words."""
    percentage = (100 * pl.col("coverage_share")).round(mode="half_away_from_zero").cast(pl.Int64)
    uncovered = pl.format(
        f"{{}} of {{}} indicators have a value ({{}} %); {100 * framework.min_coverage_share:.0f} % are needed.",
        "indicator_with_value_count",
        "indicator_count",
        percentage,
    )
    return (
        pl.concat_str(
            pl.when(pl.col("coverage_share") < framework.min_coverage_share).then(uncovered),
            pl.when(pl.col("missing") != "").then(pl.format("No score for {}.", "missing")),
            separator=" ",
            ignore_nulls=True,
        )
        .replace("", None)
        .alias("not_assessed_reason")
    )


def _pillars_frame(
    partnerships: pl.Series, pillars: PillarScores, weights: Weights, framework: Framework
) -> pl.DataFrame:
    count = len(partnerships)
    counted = ((weights.indicators > 0).astype(np.float64) @ framework.membership).astype(np.int64)
    scores = settle(pillars.scores.ravel())
    needed = framework.min_indicators_per_pillar
    too_few = pl.format(
        f"{{}} of {{}} indicators have a value; {needed} are needed.", "indicator_with_value_count", "indicator_count"
    )
    return pl.DataFrame(
        {
            "partnership_id": _each(partnerships, len(framework.pillar_ids)),
            "pillar_id": pl.Series(np.tile(framework.pillar_ids, count), dtype=pl.String),
            "score": scores,
            "band": _band_names(scores, framework),
            "indicator_with_value_count": pillars.counts.astype(np.int64).ravel(),
            "indicator_count": np.tile(counted, count),
        }
    ).with_columns(
        pl.col("score").fill_nan(None),
        pl.when(pl.col("indicator_with_value_count") < needed).then(too_few).alias("not_assessed_reason"),
    )


def _indicators_frame(
    partnerships: pl.Series, points: Floats, contributions: Floats, weights: Weights, framework: Framework
) -> pl.DataFrame:
    count = len(partnerships)
    pillar_ids = np.array(framework.pillar_ids)[framework.pillar_of]
    return pl.DataFrame(
        {
            "partnership_id": _each(partnerships, len(framework.indicator_ids)),
            "indicator_id": pl.Series(np.tile(framework.indicator_ids, count), dtype=pl.String),
            "pillar_id": pl.Series(np.tile(pillar_ids, count), dtype=pl.String),
            "weight": np.tile(weights.indicators, count),
            "normalised": points.ravel(),
            "contribution": contributions.ravel(),
        }
    ).with_columns(pl.col("normalised", "contribution").fill_nan(None))


def _each(partnerships: pl.Series, times: int) -> pl.Series:
    return partnerships.gather(np.repeat(np.arange(len(partnerships)), times))


def _band_names(scores: Floats, framework: Framework) -> pl.Series:
    # The last name is what position -1 picks.
    names = pl.Series([*framework.band_ids, NOT_ASSESSED], dtype=pl.String)
    return names.gather(name_bands(scores, framework) % len(names))

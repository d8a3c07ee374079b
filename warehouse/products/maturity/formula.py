"""The formula of maturity: from values to points, pillars and totals, for all partnerships and any weights at once.

Belongs here: goalposts, weighted means, floor, coverage, bands, contributions, and how figures are rounded. The
official score, the draws and a reader's own weights all rest on it; the audit workbook calculates the same apart, with
formulas of its own. Does not belong here: reading tables (`inputs`), frames of results (`rescore`), what varies between
draws (`pipelines.enrich.maturity`), and values before the goalposts (dbt).
"""

from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

DECIMALS = 10
"""Figures are rounded to this before they are compared or ranked: further digits hang on the order of a sum.

The macro `settled` of the dbt project rounds alike."""


@dataclass(frozen=True)
class Framework:
    """The scored part of the framework as arrays; the order of indicators and pillars is that of the arrays.

    Attributes:
        indicator_ids: scored indicators.
        indicator_weights: official weight of each inside its pillar.
        pillar_of: position of each indicator's pillar.
        pillar_ids: pillars, in their order.
        pillar_names: their names, for sentences.
        pillar_weights: official weight of each in the total; in sum 1.
        band_ids: bands from the lowest to the highest.
        band_limits: score from which each band holds.
        min_indicators_per_pillar: values that a pillar needs for a score.
        min_coverage_share: share of indicators with a value that a total needs.
        pillar_floor: least that a pillar counts in the product.
    """

    indicator_ids: tuple[str, ...]
    indicator_weights: Floats
    pillar_of: Integers
    pillar_ids: tuple[str, ...]
    pillar_names: tuple[str, ...]
    pillar_weights: Floats
    band_ids: tuple[str, ...]
    band_limits: Floats
    min_indicators_per_pillar: int
    min_coverage_share: float
    pillar_floor: float

    @classmethod
    def from_frames(
        cls, indicators: pl.DataFrame, pillars: pl.DataFrame, bands: pl.DataFrame, parameters: pl.DataFrame
    ) -> Self:
        """From rows of the seeds, or of the marts that show them.

        Args:
            indicators: one row is one indicator: `indicator_id`, `pillar_id`, `weight`, `use`; context is left out.
            pillars: one row is one pillar, in order: `pillar_id`, `pillar_name`, `weight`.
            bands: one row is one band: `band_id`, `lower_score`.
            parameters: one row is one parameter: `parameter_id`, `parameter_value`.

        Raises:
            KeyError: a parameter, or the pillar of an indicator, is missing.
        """
        scored = indicators.filter(pl.col("use") == "scored").sort("indicator_id")
        positions = {pillar: position for position, pillar in enumerate(pillars["pillar_id"])}
        bands = bands.sort("lower_score")
        known = dict(zip(parameters["parameter_id"], parameters["parameter_value"], strict=True))
        return cls(
            indicator_ids=tuple(scored["indicator_id"]),
            indicator_weights=scored["weight"].to_numpy(),
            pillar_of=np.array([positions[pillar] for pillar in scored["pillar_id"]], dtype=np.int64),
            pillar_ids=tuple(pillars["pillar_id"]),
            pillar_names=tuple(pillars["pillar_name"]),
            pillar_weights=pillars["weight"].to_numpy(),
            band_ids=tuple(bands["band_id"]),
            band_limits=bands["lower_score"].cast(pl.Float64).to_numpy(),
            min_indicators_per_pillar=int(known["min_indicators_per_pillar"]),
            min_coverage_share=float(known["min_coverage_share"]),
            pillar_floor=float(known["pillar_floor"]),
        )

    @property
    def membership(self) -> Floats:
        """1 where an indicator (row) stands in a pillar (column), else 0."""
        return np.eye(len(self.pillar_ids))[self.pillar_of]


@dataclass(frozen=True)
class Weights:
    """Relative weights as arrays: … × indicators and … × pillars; zero takes one out.

    With leading axes, those of indicators must broadcast to the points and those of pillars to the pillar scores.
    """

    indicators: Floats
    pillars: Floats


@dataclass(frozen=True)
class PillarScores:
    """Pillars as arrays, missing as NaN; axes are those of the points, with pillars in place of indicators."""

    scores: Floats
    counts: Floats


@dataclass(frozen=True)
class TotalScores:
    """Totals as arrays, missing as NaN; axes are those of the points without the indicators."""

    geometric: Floats
    arithmetic: Floats
    coverage: Floats
    counts: Floats


def settle(figures: Floats) -> Floats:
    """Figures without the digits that hang on the order of a sum."""
    rounded: Floats = np.round(figures, DECIMALS)
    return rounded


def goalpost_position(value: str) -> pl.Expr:
    """Where a value lies between its goalposts: 0 at the one without points, 100 at the one with all, beyond them too.

    Args:
        value: column of the value, beside those of the indicator: `direction` (`-` where less is better),
            `goalpost_low`, `goalpost_high`, `use`. What is not scored has no position.
    """
    low, high = pl.col("goalpost_low"), pl.col("goalpost_high")
    way = pl.when(pl.col("direction") == "-").then(high - pl.col(value)).otherwise(pl.col(value) - low)
    return pl.when(pl.col("use") == "scored").then(100 * way / (high - low))


def goalpost_points(value: str) -> pl.Expr:
    """Points 0 to 100 of a value between its goalposts; columns as for `goalpost_position`."""
    return goalpost_position(value).clip(0, 100)


def points_matrix(points: pl.DataFrame, framework: Framework) -> tuple[pl.Series, Floats]:
    """Partnerships in order of their id, and their points: partnerships × scored indicators, NaN where not known."""
    partnerships = points["partnership_id"].unique().sort()
    scored = points.filter(pl.col("indicator_id").is_in(framework.indicator_ids) & pl.col("normalised").is_not_null())
    matrix = np.full((len(partnerships), len(framework.indicator_ids)), np.nan)
    rows = partnerships.search_sorted(scored["partnership_id"]).to_numpy()
    columns = pl.Series(framework.indicator_ids).search_sorted(scored["indicator_id"]).to_numpy()
    matrix[rows, columns] = scored["normalised"].to_numpy()
    return partnerships, matrix


def score_pillars(points: Floats, weights: Weights, framework: Framework) -> PillarScores:
    """Weighted arithmetic mean over the indicators of each pillar that have a value; NaN below the least number.

    Args:
        points: … × partnerships × indicators, NaN where not known.
        weights: of the indicators; those of the pillars play no part.
        framework: which indicator stands in which pillar, and how many values a pillar needs.
    """
    used = ~np.isnan(points) & (weights.indicators > 0)
    weighing = np.where(used, weights.indicators, 0.0)
    membership = framework.membership
    counts = used.astype(np.float64) @ membership
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (weighing * np.nan_to_num(points)) @ membership / (weighing @ membership)
    return PillarScores(np.where(counts >= framework.min_indicators_per_pillar, means, np.nan), counts)


def combine_pillars(pillar_scores: Floats, pillar_weights: Floats, floor: float) -> tuple[Floats, Floats]:
    """Weighted geometric mean with a floor, and weighted arithmetic mean; NaN where a pillar that weighs has no score.

    Args:
        pillar_scores: … × pillars.
        pillar_weights: anything that broadcasts to the scores; made to sum to 1.
        floor: least that a pillar counts in the geometric mean.
    """
    shares = np.broadcast_to(pillar_weights / pillar_weights.sum(axis=-1, keepdims=True), pillar_scores.shape)
    scores = np.where(shares > 0, pillar_scores, floor)
    logarithms = np.log(np.maximum(scores, floor))
    return np.exp((shares * logarithms).sum(axis=-1)), (shares * scores).sum(axis=-1)


def score_totals(points: Floats, pillars: PillarScores, weights: Weights, framework: Framework) -> TotalScores:
    """Totals where enough is known, NaN elsewhere; arguments as for `score_pillars`."""
    counted = find_weighing(weights, framework)
    counts = (~np.isnan(points) & counted).sum(axis=-1).astype(np.float64)
    coverage = counts / np.broadcast_to(counted, points.shape).sum(axis=-1)
    geometric, arithmetic = combine_pillars(pillars.scores, weights.pillars, framework.pillar_floor)
    is_covered = coverage >= framework.min_coverage_share
    return TotalScores(
        np.where(is_covered, geometric, np.nan), np.where(is_covered, arithmetic, np.nan), coverage, counts
    )


def share_out(
    totals: TotalScores, pillars: PillarScores, points: Floats, weights: Weights, framework: Framework
) -> Floats:
    """What each indicator brings to the geometric total, in points; NaN without a value or a total.

    The logarithm of the total is a sum over pillars, and a pillar a sum over indicators: both are shared out in
    proportion, and where a sum is zero by weight. Axes: partnerships × indicators.
    """
    pillar_weights = weights.pillars / weights.pillars.sum()
    logarithms = np.where(
        pillar_weights > 0, pillar_weights * np.log(np.maximum(pillars.scores, framework.pillar_floor)), 0.0
    )
    pillar_shares = _proportions(logarithms, logarithms.sum(axis=-1, keepdims=True), pillar_weights)

    used = ~np.isnan(points) & find_weighing(weights, framework)
    weighing = np.where(used, weights.indicators, 0.0)
    brought = weighing * np.nan_to_num(points)
    sums, weight_sums = ((part @ framework.membership)[..., framework.pillar_of] for part in (brought, weighing))
    with np.errstate(invalid="ignore", divide="ignore"):
        indicator_shares = _proportions(brought, sums, weighing / weight_sums)
    contributions = totals.geometric[..., None] * pillar_shares[..., framework.pillar_of] * indicator_shares
    return np.where(used, contributions, np.nan)


def name_bands(scores: Floats, framework: Framework) -> Integers:
    """Position of the band each score falls into, -1 where there is no score."""
    positions = np.searchsorted(framework.band_limits, settle(scores), side="right") - 1
    return np.where(np.isnan(scores), -1, positions)


def find_weighing(weights: Weights, framework: Framework) -> Flags:
    """Which indicators play a part: they weigh something, and so does their pillar."""
    return (weights.indicators > 0) & (weights.pillars[..., framework.pillar_of] > 0)


def _proportions(parts: Floats, sums: Floats, fallback: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sums == 0, fallback, parts / sums)

"""Maturity from points to total, for any weights: the one place outside SQL where the formula stands.

Belongs here: pillars, totals, coverage, bands and contributions of all partnerships at once, as arrays, so that the
draws (`pipelines.enrich.maturity`), the weights of a reader of the dashboards and an export all rest on the same few
lines. They agree with the models `int_pillars__scored`, `int_maturity__scored` and `fct_indicator_value` to 1e-9. Does
not belong here: reading tables (`warehouse.products.maturity.inputs`), values and goalposts (dbt), and storing: what
comes of a reader's own weights is never official.

How to use it::

    # warehouse.products.maturity.inputs; once per edition
    framework, points = read_framework(snapshot), read_points(snapshot)
    rescored = rescore(points, framework, pillar_weights={"mission": 2, "contact": 0.5, "ecosystems": 0})
    rescored.totals, rescored.pillars, rescored.indicators  # frames, in a few milliseconds

Weights are relative: 2 and 1 is the same as 0.5 and 0.25. Those left out keep the official weight. **A weight of nought
takes an indicator or a pillar out**: it is then neither counted in the coverage nor missed, so that weighing one pillar
alone gives that pillar as the total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse.store.errors import WarehouseError

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

NOT_ASSESSED = "not_assessed"


class BadWeightsError(WarehouseError, ValueError):
    """Weights that no score can be made of: unknown name, negative, not a number, or nought throughout."""


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
    ) -> Framework:
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
class Rescored:
    """What weights make of the points.

    Attributes:
        totals: one row is one partnership: `partnership_id`, `score`, `score_arithmetic` (0 to 100 or null), `band` (of
            the single score, or `not_assessed`), `indicator_with_value_count`, `indicator_count`, `coverage_share`
            (0 to 1), `not_assessed_reason`.
        pillars: one row is one partnership and one pillar: `partnership_id`, `pillar_id`, `score`, `band`,
            `indicator_with_value_count`, `indicator_count`.
        indicators: one row is one partnership and one scored indicator: `partnership_id`, `indicator_id`, `pillar_id`,
            `weight` (as used), `normalised`, `contribution` (points of the total; they sum to it).
    """

    totals: pl.DataFrame
    pillars: pl.DataFrame
    indicators: pl.DataFrame


@dataclass(frozen=True)
class Weights:
    """Relative weights as arrays: … × indicators and … × pillars; nought takes one out.

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
        BadWeightsError: a name is unknown, a weight is negative or no number, all pillars weigh nought, or all
            indicators of a pillar that does not.
    """
    weights = Weights(
        _own(framework.indicator_ids, framework.indicator_weights, indicator_weights, "an indicator"),
        _own(framework.pillar_ids, framework.pillar_weights, pillar_weights, "a pillar"),
    )
    _check_not_nought(weights, framework)

    partnerships, matrix = points_matrix(points, framework)
    pillars = score_pillars(matrix, weights, framework)
    totals = score_totals(matrix, pillars, weights, framework)
    contributions = share_out(totals, pillars, matrix, weights, framework)
    return Rescored(
        totals=_totals_frame(partnerships, pillars, totals, weights, framework),
        pillars=_pillars_frame(partnerships, pillars, weights, framework),
        indicators=_indicators_frame(partnerships, matrix, contributions, weights, framework),
    )


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
    counted = _counted(weights, framework)
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
    proportion, and where a sum is nought by weight. Axes: partnerships × indicators.
    """
    pillar_weights = weights.pillars / weights.pillars.sum()
    logarithms = np.where(
        pillar_weights > 0, pillar_weights * np.log(np.maximum(pillars.scores, framework.pillar_floor)), 0.0
    )
    pillar_shares = _proportions(logarithms, logarithms.sum(axis=-1, keepdims=True), pillar_weights)

    used = ~np.isnan(points) & _counted(weights, framework)
    weighing = np.where(used, weights.indicators, 0.0)
    brought = weighing * np.nan_to_num(points)
    sums, weight_sums = ((part @ framework.membership)[..., framework.pillar_of] for part in (brought, weighing))
    with np.errstate(invalid="ignore", divide="ignore"):
        indicator_shares = _proportions(brought, sums, weighing / weight_sums)
    contributions = totals.geometric[..., None] * pillar_shares[..., framework.pillar_of] * indicator_shares
    return np.where(used, contributions, np.nan)


def name_bands(scores: Floats, framework: Framework) -> Integers:
    """Position of the band each score falls into, -1 where there is no score."""
    positions = np.searchsorted(framework.band_limits, scores, side="right") - 1
    return np.where(np.isnan(scores), -1, positions)


def _counted(weights: Weights, framework: Framework) -> Flags:
    return (weights.indicators > 0) & (weights.pillars[..., framework.pillar_of] > 0)


def _proportions(parts: Floats, sums: Floats, fallback: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sums == 0, fallback, parts / sums)


def _own(names: Sequence[str], official: Floats, wanted: Mapping[str, float] | None, kind: str) -> Floats:
    wanted = wanted or {}
    if unknown := sorted(set(wanted) - set(names)):
        raise BadWeightsError(f"expected weights of {', '.join(names)}; got {kind} that is none of them: {unknown[0]}")
    weights = official.copy()
    for name, weight in wanted.items():
        weights[names.index(name)] = weight
    for name, weight in zip(names, weights, strict=True):
        if not (np.isfinite(weight) and weight >= 0):
            raise BadWeightsError(f"expected a weight of nought or more for {name}; got {weight}")
    return weights


def _check_not_nought(weights: Weights, framework: Framework) -> None:
    if not weights.pillars.any():
        raise BadWeightsError(f"expected a weight above nought for one of {', '.join(framework.pillar_ids)}; all are 0")
    sums = weights.indicators @ framework.membership
    for pillar, weight, total in zip(framework.pillar_ids, weights.pillars, sums, strict=True):
        if weight > 0 and total == 0:
            raise BadWeightsError(
                f"expected a weight above nought for an indicator of pillar {pillar}, "
                f"which itself weighs {weight:g}; all are 0"
            )


def _totals_frame(
    partnerships: pl.Series, pillars: PillarScores, totals: TotalScores, weights: Weights, framework: Framework
) -> pl.DataFrame:
    return (
        pl.DataFrame(
            {
                "partnership_id": partnerships,
                "score": totals.geometric,
                "score_arithmetic": totals.arithmetic,
                "band": _band_names(totals.geometric, framework),
                "indicator_with_value_count": totals.counts.astype(np.int64),
                "indicator_count": np.full(len(partnerships), _counted(weights, framework).sum(), dtype=np.int64),
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
    """The sentence of int_maturity__scored, so that a page says the same of official weights and of one's own."""
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
    scores = pillars.scores.ravel()
    return pl.DataFrame(
        {
            "partnership_id": _each(partnerships, len(framework.pillar_ids)),
            "pillar_id": pl.Series(np.tile(framework.pillar_ids, count), dtype=pl.String),
            "score": scores,
            "band": _band_names(scores, framework),
            "indicator_with_value_count": pillars.counts.astype(np.int64).ravel(),
            "indicator_count": np.tile(counted, count),
        }
    ).with_columns(pl.col("score").fill_nan(None))


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

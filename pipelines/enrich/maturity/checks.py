"""Statistical checks of the framework: does it measure, and do its weights do what they say.

Belongs here: the figures, and judging them by the rules of seed `maturity_checks`. Does not belong here: the rules
themselves, which are rows with a reason, and the scores (`official`).
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import nan

import numpy as np
import polars as pl
from scipy.stats import rankdata

from pipelines.enrich.maturity.official import ALL_EVIDENCE, Official
from warehouse.products.maturity.formula import DECIMALS, Floats, Framework, Integers, points_matrix, settle

Reading = tuple[str, str, str | None, float, int]
"""Check, subject, pillar (null across pillars), figure (NaN where there is none), number of observations."""

_MEASURED = {"check_id": pl.String, "subject_id": pl.String, "pillar_id": pl.String, "value": pl.Float64}


def check_framework(
    official: Official,
    values: pl.DataFrame,
    rules: pl.DataFrame,
    framework: Framework,
    parameters: Mapping[str, float],
) -> pl.DataFrame:
    """One row is one check on one subject, with its figure, its rule and what is found.

    Args:
        official: the official score.
        values: one row is one partnership and indicator: `partnership_id`, `indicator_id`, `value`.
        rules: rows of the seed: `check_id`, `check_order`, `check_name`, `min_count`, `flag_below`, `flag_above`,
            `rule`, `reason`.
        framework: which indicator stands in which pillar, and its weight.
        parameters: shares and factor of the outlier rule.
    """
    return judge(measure(official, values, framework, parameters), rules)


def measure(
    official: Official, values: pl.DataFrame, framework: Framework, parameters: Mapping[str, float]
) -> pl.DataFrame:
    """One row is one figure, whatever the number of observations: `value` is null where there is none."""
    points = points_matrix(official.indicators, framework)[1]
    raw = points_matrix(values.select("partnership_id", "indicator_id", normalised="value"), framework)[1]
    in_order = official.scopes.filter(pl.col("evidence_basis") == ALL_EVIDENCE).sort("partnership_id")
    scores = np.column_stack(
        [
            in_order.filter(pl.col("scope") == pillar)["score"].fill_null(nan).to_numpy()
            for pillar in framework.pillar_ids
        ]
    )
    readings = [*_of_indicators(points, raw, framework, parameters), *_correlations(points, scores, framework)]
    for position, pillar in enumerate(framework.pillar_ids):
        inside = np.flatnonzero(framework.pillar_of == position)
        readings += _of_pillar(pillar, points[:, inside], scores[:, position], inside, framework)
    frame = pl.DataFrame(readings, schema={**_MEASURED, "observation_count": pl.Int64}, orient="row")
    return frame.with_columns(pl.col("value").fill_nan(None).round(DECIMALS))


def judge(measured: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Figures by the rule of their check; too few observations give none: a correlation of five points says nothing."""
    is_enough = pl.col("observation_count") >= pl.col("min_count")
    is_flagged = (pl.col("value") < pl.col("flag_below")).fill_null(False) | (
        pl.col("value") > pl.col("flag_above")
    ).fill_null(False)
    too_few = pl.format("Cannot be said: {} observations, {} are needed", "observation_count", "min_count")
    return (
        measured.join(rules, on="check_id")
        .with_columns(pl.when(is_enough).then("value").alias("value"))
        .with_columns(pl.when(pl.col("value").is_not_null()).then(is_flagged).alias("is_flagged"))
        .select(
            *("check_id", "subject_id", "check_order", "check_name", "pillar_id", "value"),
            *("observation_count", "min_count", "is_flagged"),
            pl.when(~is_enough)
            .then(too_few)
            .when(pl.col("value").is_null())
            .then(pl.lit("Cannot be said: nothing varies"))
            .when("is_flagged")
            .then(pl.lit("Flagged"))
            .otherwise(pl.lit("Within the rule"))
            .alias("finding"),
            *("rule", "reason"),
        )
        .sort("check_order", "subject_id")
    )


def _of_indicators(points: Floats, raw: Floats, framework: Framework, parameters: Mapping[str, float]) -> list[Reading]:
    shares = [parameters["outlier_lower_share"], parameters["outlier_upper_share"]]
    factor = parameters["outlier_fence_factor"]
    readings: list[Reading] = []
    for column, indicator in enumerate(framework.indicator_ids):
        known = ~np.isnan(points[:, column])
        own, count = np.sort(raw[known, column]), int(known.sum())
        sample = pl.Series(own)
        low, high = np.quantile(own, shares) if count else (nan, nan)
        fences = settle(np.array([low - factor * (high - low), high + factor * (high - low)]))
        outside = (settle(own) < fences[0]) | (settle(own) > fences[1])
        capped = np.isin(points[known, column], (0, 100))
        figures: dict[str, tuple[float | None, int]] = {
            "availability": (count / len(points) if len(points) else nan, len(points)),
            "skewness": (sample.skew(bias=False), count),
            "kurtosis": (sample.kurtosis(bias=False), count),
            "outliers": (outside.mean() if count else nan, count),
            "capped": (capped.mean() if count else nan, count),
        }
        pillar = framework.pillar_ids[framework.pillar_of[column]]
        readings += [
            (check, indicator, pillar, nan if figure is None else float(figure), observed)
            for check, (figure, observed) in figures.items()
        ]
    return readings


def _correlations(points: Floats, scores: Floats, framework: Framework) -> list[Reading]:
    def between(check: str, names: Sequence[str], columns: Floats, pillar: str | None, kept: Sequence[int]) -> None:
        for one, other in combinations(sorted(kept, key=lambda place: names[place]), 2):
            figure, count = _correlate(columns[:, one], columns[:, other])
            readings.append((check, f"{names[one]} × {names[other]}", pillar, figure, count))

    readings: list[Reading] = []
    for position, pillar in enumerate(framework.pillar_ids):
        inside = np.flatnonzero(framework.pillar_of == position).tolist()
        between("correlation_within", framework.indicator_ids, points, pillar, inside)
    between("correlation_across", framework.pillar_ids, scores, None, range(len(framework.pillar_ids)))
    return readings


def _of_pillar(pillar: str, points: Floats, scores: Floats, inside: Integers, framework: Framework) -> list[Reading]:
    weights = framework.indicator_weights[inside]
    correlations = [_correlate(points[:, column], scores) for column in range(len(inside))]
    squares = np.array([figure**2 for figure, _ in correlations])
    known = ~np.isnan(squares)
    with np.errstate(invalid="ignore", divide="ignore"):
        importance = squares / squares[known].sum() / (weights / weights[known].sum())
    complete = points[~np.isnan(points).any(axis=1)]
    return [
        ("cronbach_alpha", pillar, pillar, _alpha(complete), len(complete)),
        ("rank_agreement", pillar, pillar, _rank_agreement(points, scores, weights), int((~np.isnan(scores)).sum())),
        *(
            ("effective_weight", framework.indicator_ids[place], pillar, float(figure), count)
            for place, figure, (_, count) in zip(inside, importance, correlations, strict=True)
        ),
    ]


def _correlate(one: Floats, other: Floats) -> tuple[float, int]:
    both = ~np.isnan(one) & ~np.isnan(other)
    count = int(both.sum())
    if count < 2 or np.ptp(settle(one[both])) == 0 or np.ptp(settle(other[both])) == 0:  # noqa: PLR2004
        return nan, count
    return float(np.corrcoef(one[both], other[both])[0, 1]), count


def _alpha(complete: Floats) -> float:
    cases, items = complete.shape
    if cases < 2 or items < 2:  # noqa: PLR2004
        return nan
    of_sum = complete.sum(axis=1).var(ddof=1)
    return float(items / (items - 1) * (1 - complete.var(axis=0, ddof=1).sum() / of_sum)) if of_sum else nan


def _rank_agreement(points: Floats, scores: Floats, weights: Floats) -> float:
    """Correlation of the places by score with the places by mean rank; equal figures share the mean of their places."""
    places = _in_columns(lambda column: rankdata(settle(column)), points)
    known = ~np.isnan(places)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (np.nan_to_num(places) * weights).sum(axis=1) / (known * weights).sum(axis=1)
    scored = ~np.isnan(scores)
    if not scored.any():
        return nan
    return _correlate(rankdata(settle(scores[scored])), rankdata(settle(means[scored])))[0]


def _in_columns(rank: Callable[[Floats], Floats], points: Floats) -> Floats:
    places = np.full_like(points, nan)
    for column in range(points.shape[1]):
        known = ~np.isnan(points[:, column])
        places[known, column] = rank(points[known, column])
    return places

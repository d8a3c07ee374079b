"""Which assumption moves a score: first- and total-order indices, and what leaving out one indicator does.

Belongs here: the design of evaluations, the estimators and their bootstrap intervals. Does not belong here: what a
setting does to a score (`draws`), and what is shown of it.

Indices are those of a variance decomposition: first order is the share of a result's variance that an assumption brings
alone, total order what it brings together with others. Estimators: Saltelli and others (2010) for the first order,
Jansen (1999) for the total order, over two scrambled Sobol' sequences. An assumption of several numbers (all weights
together) is one group and gets one index.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import qmc, rankdata

from pipelines.enrich.maturity.assumptions import Assumptions, Settings
from pipelines.enrich.maturity.draws import Positions, scope_names, score_settings
from warehouse.products.maturity.formula import Floats, Framework, settle

SCORE, RANK_SHIFT = "score", "rank_shift"
EVERYONE = "all"
"""Subject of a statistic over all partnerships."""

LEAST_VARIANCE = 1e-9
"""A result that varies less does not vary: what is left is the last digits of sums."""


@dataclass(frozen=True)
class Evaluations:
    """Results over the design.

    Attributes:
        first: rows of the first sequence × statistics.
        second: rows of the second sequence × statistics.
        mixed: assumptions × rows × statistics: the first sequence, with one assumption from the second.
    """

    first: Floats
    second: Floats
    mixed: Floats


@dataclass(frozen=True)
class Indices:
    """Indices as arrays: resamples × assumptions × statistics; NaN where a statistic does not vary."""

    first_order: Floats
    total_order: Floats


def sensitivity(
    positions: Positions,
    assumptions: Assumptions,
    framework: Framework,
    *,
    base_count: int,
    bootstrap_count: int,
    seed: int,
    interval: tuple[float, float],
) -> pl.DataFrame:
    """One row is one scope, statistic, subject and assumption, with its indices and their bootstrap interval.

    Statistics are the score of each partnership that is scored in every evaluation, and the mean absolute shift of rank
    against the official ranking, where at least two are.

    Args:
        positions: where the values lie.
        assumptions: what varies.
        framework: official weights and rules.
        base_count: rows of each sequence, a power of two; evaluations are that times the assumptions and two.
        bootstrap_count: resamples of the rows.
        seed: of the sequences and the resamples.
        interval: shares at which the interval is cut, such as 0.05 and 0.95.
    """
    columns = list(assumptions.columns(framework).values())
    sequences = design(columns, base_count=base_count, seed=seed)
    settings = assumptions.settings(sequences.reshape(-1, sequences.shape[-1]), framework)
    scores = score_settings(positions, settings, framework)
    official = score_settings(positions, assumptions.official(framework), framework)[0]
    subjects, results = _statistics(scores, official, positions, framework)
    by_sequence = results.reshape(len(sequences), base_count, -1)
    evaluations = Evaluations(by_sequence[0], by_sequence[1], by_sequence[2:])
    resamples = np.random.default_rng(seed).multinomial(
        base_count, np.full(base_count, 1 / base_count), bootstrap_count
    )
    whole = estimate(evaluations, np.ones((1, base_count)))
    resampled = estimate(evaluations, resamples.astype(np.float64))
    return _frame(subjects, assumptions, whole, resampled, interval).with_columns(
        pl.lit(scores.shape[0]).alias("evaluation_count")
    )


def design(columns: Sequence[slice], *, base_count: int, seed: int) -> Floats:
    """Uniform numbers: (two sequences, then one mixture per group of columns) × rows × columns."""
    width = columns[-1].stop
    numbers = qmc.Sobol(2 * width, rng=np.random.default_rng(seed)).random(base_count)
    first, second = numbers[:, :width], numbers[:, width:]
    mixtures = np.repeat(first[None], len(columns), axis=0)
    for mixture, group in zip(mixtures, columns, strict=True):
        mixture[:, group] = second[:, group]
    return np.concatenate([first[None], second[None], mixtures])


def estimate(evaluations: Evaluations, weights: Floats) -> Indices:
    """Indices with rows of the design weighted: resamples × rows, such as how often a resample took each row."""
    shares = weights / weights.sum(axis=1, keepdims=True)
    centre = (evaluations.first.mean(axis=0) + evaluations.second.mean(axis=0)) / 2
    first, second, mixed = evaluations.first - centre, evaluations.second - centre, evaluations.mixed - centre
    mean = shares @ (first + second) / 2
    variance = shares @ (first**2 + second**2) / 2 - mean**2
    steps = mixed - first
    with np.errstate(invalid="ignore", divide="ignore"):
        varying = np.where(variance > LEAST_VARIANCE, variance, np.nan)[None]
        first_order = (shares @ (second * steps)) / varying
        total_order = (shares @ steps**2) / (2 * varying)
    return Indices(np.moveaxis(first_order, 0, 1), np.moveaxis(total_order, 0, 1))


def leave_one_out(positions: Positions, assumptions: Assumptions, framework: Framework) -> pl.DataFrame:
    """One row is one scope, indicator and partnership with an official score: what changes without the indicator.

    Scopes are the indicator's own pillar and the total; all else is as the framework has it. `score_shift` in points;
    `rank_shift` in places among those scored, above 0 where the partnership falls. Both are null where too little is
    left for a score.
    """
    count = len(framework.indicator_ids)
    official = assumptions.official(framework)
    each = Settings(
        goalpost_scale=np.ones(count),
        indicator_weights=np.where(np.eye(count) > 0, 0.0, framework.indicator_weights),
        pillar_weights=np.repeat(official.pillar_weights, count, axis=0),
        is_arithmetic=np.repeat(official.is_arithmetic, count),
        theme_level=np.repeat(official.theme_level, count),
        is_silence_low=np.repeat(official.is_silence_low, count),
    )
    before = score_settings(positions, official, framework)
    after = score_settings(positions, each, framework)
    score_shift, rank_shift = after - before, _ranks(after) - _ranks(before)
    own_scope = np.arange(after.shape[-1]) == framework.pillar_of[:, None]
    own_scope[:, -1] = True
    indicators, partnerships, scopes = np.nonzero(own_scope[:, None, :] & ~np.isnan(before))
    return pl.DataFrame(
        {
            "scope": scope_names(framework).gather(scopes),
            "indicator_id": pl.Series(framework.indicator_ids, dtype=pl.String).gather(indicators),
            "partnership_id": positions.partnership_ids.gather(partnerships),
            "score_shift": score_shift[indicators, partnerships, scopes],
            "rank_shift": rank_shift[indicators, partnerships, scopes],
        }
    ).with_columns(pl.col("score_shift", "rank_shift").fill_nan(None))


def _statistics(
    scores: Floats, official: Floats, positions: Positions, framework: Framework
) -> tuple[pl.DataFrame, Floats]:
    """What is explained, and its result in every evaluation: evaluations × statistics."""
    is_scored = ~np.isnan(scores).any(axis=0) & ~np.isnan(official)
    partnerships, scopes = np.nonzero(is_scored)
    ranked = np.flatnonzero(is_scored.sum(axis=0) > 1)
    names = scope_names(framework)
    subjects = pl.concat(
        [
            _subjects(names.gather(scopes), SCORE, positions.partnership_ids.gather(partnerships)),
            _subjects(names.gather(ranked), RANK_SHIFT, pl.repeat(EVERYONE, len(ranked), eager=True)),
        ]
    )
    among = np.where(is_scored, scores, np.nan)
    shifts = np.abs(_ranks(among) - _ranks(np.where(is_scored, official, np.nan)[None]))
    with np.errstate(invalid="ignore"):
        means = np.nansum(shifts, axis=1) / is_scored.sum(axis=0)
    return subjects, np.concatenate([scores[:, partnerships, scopes], means[:, ranked]], axis=1)


def _subjects(scopes: pl.Series, statistic: str, subjects: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"scope": scopes, "subject_id": subjects}).select(
        "scope", pl.lit(statistic).alias("statistic"), "subject_id"
    )


def _ranks(scores: Floats) -> Floats:
    """1 for the highest score along the partnerships; equal ones share the better place; NaN without a score."""
    ranks: Floats = rankdata(-np.nan_to_num(settle(scores), nan=-np.inf), method="min", axis=-2)
    return np.where(np.isnan(scores), np.nan, ranks)


def _frame(
    subjects: pl.DataFrame, assumptions: Assumptions, whole: Indices, resampled: Indices, interval: tuple[float, float]
) -> pl.DataFrame:
    low, high = interval
    assumption, subject = (part.ravel() for part in np.indices(whole.first_order.shape[1:]))
    orders = {
        f"{order}_{end}": values.ravel()
        for order, point, spread in (
            ("first", whole.first_order, resampled.first_order),
            ("total", whole.total_order, resampled.total_order),
        )
        for end, values in (
            ("order", point[0]),
            ("low", np.quantile(spread, low, axis=0)),
            ("high", np.quantile(spread, high, axis=0)),
        )
    }
    return (
        subjects[subject]
        .with_columns(pl.Series("assumption_id", assumptions.ids, dtype=pl.String).gather(assumption))
        .hstack([pl.Series(name, values) for name, values in orders.items()])
        .with_columns(pl.col(list(orders)).fill_nan(None))
    )

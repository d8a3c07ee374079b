"""What a score can still be: the worst and the best that is possible, and the facts that would narrow it most.

Belongs here: points that are not known, as a span instead of a gap. Does not belong here: the formula
(`warehouse.products.maturity.formula`), and what acts on public record show at least (dbt).
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl

from warehouse.products.maturity.formula import (
    Flags,
    Floats,
    Framework,
    Integers,
    Weights,
    combine_pillars,
    goalpost_points,
    points_matrix,
    score_pillars,
    settle,
)


@dataclass(frozen=True)
class Bounds:
    """Points of every partnership: partnerships × scored indicators.

    Attributes:
        partnership_ids: partnerships, sorted.
        known: points of what is known, NaN elsewhere.
        low: points at worst; those of `known` where nothing that is missing can move them.
        high: points at best, likewise.
        facts: for each, the first indicator that the same missing fact tells.
        texts: the facts in words: `partnership_id`, `indicator_id`, `fact`.
    """

    partnership_ids: pl.Series
    known: Floats
    low: Floats
    high: Floats
    facts: Integers
    texts: pl.DataFrame

    @classmethod
    def from_values(cls, values: pl.DataFrame, indicators: pl.DataFrame, framework: Framework) -> Self:
        """From what is known, and from what missing facts leave open.

        Args:
            values: one row is one partnership and one indicator: `partnership_id`, `indicator_id`, `value`,
                `bound_value` (the value at worst; null beside a value that nothing missing can move, and where nothing
                is known), `bound_best` (at best; null where nothing keeps it from all points), `missing_fact` in
                words, `is_demo`. Demonstration is not known.
            indicators: one row is one indicator: `indicator_id`, `use`, `direction`, `goalpost_low`, `goalpost_high`.
            framework: which indicators are scored.
        """
        ids = framework.indicator_ids
        points = {
            **{column: goalpost_points(column) for column in ("value", "bound_value", "bound_best")},
            "fact": pl.col("place").min().over("partnership_id", "missing_fact"),
        }
        placed = values.with_columns(
            pl.when(~pl.col("is_demo")).then("value").alias("value"),
            pl.col("indicator_id").replace_strict(ids, range(len(ids)), default=None).alias("place"),
        ).join(
            indicators.select("indicator_id", "use", "direction", "goalpost_low", "goalpost_high"), on="indicator_id"
        )
        (partnerships, known), (_, worst), (_, best), (_, facts) = (
            points_matrix(placed.with_columns(expression.alias("normalised")), framework)
            for expression in points.values()
        )
        is_open = np.isnan(known) | ~np.isnan(worst)
        return cls(
            partnerships,
            known,
            np.where(is_open, np.nan_to_num(worst), known),
            np.where(is_open, np.nan_to_num(best, nan=100.0), known),
            facts.astype(np.int64),
            placed.select("partnership_id", "indicator_id", fact="missing_fact"),
        )


def bound_scores(bounds: Bounds, framework: Framework) -> pl.DataFrame:
    """Every score at worst, at best, and of what is known alone, whatever the coverage.

    One row is one partnership and one pillar, or the whole where `pillar_id` is null: `score_low`, `score_high`,
    `score_known` (null where nothing is known; where acts on public record rule it out, the nearest that they allow).
    """
    low, high, known = (_score(points, framework) for points in (bounds.low, bounds.high, bounds.known))
    scopes = [*framework.pillar_ids, None]
    return pl.DataFrame(
        {
            "partnership_id": bounds.partnership_ids.gather(np.repeat(np.arange(len(low)), len(scopes))),
            "pillar_id": pl.Series(scopes * len(low), dtype=pl.String),
            "score_low": low.ravel(),
            "score_high": high.ravel(),
            "score_known": np.clip(known, low, high).ravel(),
        }
    ).with_columns(pl.col("score_known").fill_nan(None))


def next_facts(bounds: Bounds, framework: Framework, *, count: int) -> pl.DataFrame:
    """The missing facts that would narrow the bounds of the whole most, one after the other.

    A fact is taken to turn out midway between the ends; one that tells several indicators tells them all. Of facts
    that narrow alike the one of the first indicator comes first; those that narrow nothing are left out.

    Args:
        bounds: what is known.
        framework: official weights and rules.
        count: facts at most.

    Returns:
        One row is one partnership and one fact: `rank` from 1, `indicator_id` (the first that the fact tells), `fact`,
        `points` (by how much it narrows the bounds beyond the facts before it).
    """
    tells = bounds.facts[:, None, :] == np.arange(len(framework.indicator_ids))[:, None]
    low, high, open_ = bounds.low, bounds.high, bounds.low < bounds.high
    everyone = np.arange(len(low))
    frames = []
    for rank in range(1, count + 1):
        learned = tells & open_[:, None, :]
        middle = (low + high) / 2
        widths = _width(
            *(np.where(learned, middle[:, None, :], ends[:, None, :]) for ends in (low, high)), framework=framework
        )
        gains = settle(_width(low, high, framework=framework)[:, None] - widths)
        best = gains.argmax(axis=1)
        taken: Flags = learned[everyone, best]
        frames.append(
            pl.DataFrame(
                {
                    "partnership_id": bounds.partnership_ids,
                    "rank": pl.repeat(rank, len(low), dtype=pl.Int32, eager=True),
                    "indicator_id": pl.Series(framework.indicator_ids).gather(taken.argmax(axis=1)),
                    "points": gains[everyone, best],
                }
            )
        )
        low, high = (np.where(taken, middle, ends) for ends in (low, high))
        open_ = open_ & ~taken
    return (
        pl.concat(frames)
        .filter(pl.col("points") > 0)
        .join(bounds.texts, on=["partnership_id", "indicator_id"])
        .select("partnership_id", "rank", "indicator_id", "fact", "points")
        .sort("partnership_id", "rank")
    )


def _score(points: Floats, framework: Framework) -> Floats:
    """Scores by the official weights, one value being enough: … × partnerships × scopes (the pillars, then the whole).

    A pillar without any value is NaN and weighs nothing in the whole.
    """
    weights = Weights(framework.indicator_weights, framework.pillar_weights)
    pillars = score_pillars(points, weights, replace(framework, min_indicators_per_pillar=1)).scores
    with np.errstate(invalid="ignore"):
        total, _ = combine_pillars(
            pillars, np.where(np.isnan(pillars), 0.0, framework.pillar_weights), framework.pillar_floor
        )
    return np.clip(settle(np.concatenate([pillars, total[..., None]], axis=-1)), 0, 100)


def _width(low: Floats, high: Floats, *, framework: Framework) -> Floats:
    width: Floats = _score(high, framework)[..., -1] - _score(low, framework)[..., -1]
    return width

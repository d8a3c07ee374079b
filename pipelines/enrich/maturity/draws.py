"""Scores under settings of the assumptions: all partnerships, all pillars, all draws at once.

Belongs here: what a setting does to the points, and the table of draws. Does not belong here: which settings there are
(`assumptions`), the formula (`warehouse.products.maturity.formula`), percentiles and ranks (SQL).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from pipelines.enrich.maturity.assumptions import Assumptions, Settings
from pipelines.enrich.maturity.official import TOTAL
from warehouse.products.maturity.formula import (
    Floats,
    Framework,
    PillarScores,
    Weights,
    goalpost_position,
    score_pillars,
    score_totals,
    settle,
)

CELLS = 1_000_000
"""Points scored at once: a handful of such arrays stay in a few dozen megabytes, and near the processor's caches."""


@dataclass(frozen=True)
class Positions:
    """Where the values lie between their goalposts, before the cut at 0 and 100.

    Attributes:
        partnership_ids: partnerships, sorted.
        values: theme levels × partnerships × scored indicators; NaN where there is no value.
    """

    partnership_ids: pl.Series
    values: Floats

    @classmethod
    def from_frame(cls, rows: pl.DataFrame, assumptions: Assumptions, framework: Framework) -> Self:
        """From rows of `partnership_id`, `indicator_id`, `theme_level_id` and `goalpost_position`."""
        partnerships = rows["partnership_id"].unique().sort()
        known = rows.filter(
            pl.col("goalpost_position").is_not_null()
            & pl.col("indicator_id").is_in(framework.indicator_ids)
            & pl.col("theme_level_id").is_in(assumptions.theme_levels)
        )
        values = np.full((len(assumptions.theme_levels), len(partnerships), len(framework.indicator_ids)), np.nan)
        levels = pl.Enum(assumptions.theme_levels)
        values[
            known["theme_level_id"].cast(levels).to_physical().to_numpy(),
            partnerships.search_sorted(known["partnership_id"]).to_numpy(),
            pl.Series(framework.indicator_ids).search_sorted(known["indicator_id"]).to_numpy(),
        ] = known["goalpost_position"].to_numpy()
        return cls(partnerships, values)


def place_at_levels(
    values: pl.DataFrame, at_levels: pl.DataFrame, indicators: pl.DataFrame, theme_levels: Sequence[str]
) -> pl.DataFrame:
    """Where each value lies between its goalposts at every threshold of the theme: rows for `Positions.from_frame`.

    What is stated does not hang on the theme of a project; demonstration is never scored.

    Args:
        values: one row is one partnership and indicator: `value`, `evidence`, `is_demo`.
        at_levels: one row is one partnership, indicator and theme level that can be observed: `value`.
        indicators: one row is one indicator: `use`, `direction`, goalposts.
        theme_levels: names of the thresholds.
    """
    keys = ["partnership_id", "indicator_id", "theme_level_id"]
    stated = pl.when(~pl.col("is_demo")).then("value")
    return (
        values.join(pl.DataFrame({"theme_level_id": theme_levels}), how="cross")
        .join(at_levels.select(*keys, observed="value"), on=keys, how="left")
        .with_columns(pl.when(evidence="observed", is_demo=False).then("observed").otherwise(stated).alias("value"))
        .join(indicators, on="indicator_id")
        .select(*keys, goalpost_position("value").alias("goalpost_position"))
    )


def score_settings(positions: Positions, settings: Settings, framework: Framework) -> Floats:
    """Scores 0 to 100, NaN where not assessed: settings × partnerships × scopes (the pillars, then the total)."""
    return np.concatenate(
        [_score_block(positions, block, framework) for block in _blocks(settings, positions.values[0].size)]
    )


def draw_scores(
    positions: Positions, assumptions: Assumptions, framework: Framework, *, count: int, seed: int
) -> pl.DataFrame:
    """One row is one draw, partnership and scope that has a score in it: `draw_number` from 1, `scope`, `score`.

    Args:
        positions: where the values lie.
        assumptions: what varies, the same way for every partnership of a draw.
        framework: official weights and rules.
        count: draws.
        seed: of the random numbers; the same seed gives the same rows.
    """
    uniforms = np.random.default_rng(seed).random((count, assumptions.width(framework)))
    scores = score_settings(positions, assumptions.settings(uniforms, framework), framework)
    draws, partnerships, scopes = np.nonzero(~np.isnan(scores))
    return pl.DataFrame(
        {
            "draw_number": draws + 1,
            "partnership_id": positions.partnership_ids.gather(partnerships),
            "scope": scope_names(framework).gather(scopes),
            "score": settle(scores[draws, partnerships, scopes]),
        }
    )


def scope_names(framework: Framework) -> pl.Series:
    """Names of the last axis of `score_settings`."""
    return pl.Series([*framework.pillar_ids, TOTAL], dtype=pl.String)


def _score_block(positions: Positions, settings: Settings, framework: Framework) -> Floats:
    scaled = positions.values[settings.theme_level] / settings.goalpost_scale[:, None, None]
    points = np.clip(scaled, 0, 100)
    weights = Weights(settings.indicator_weights[:, None, :], settings.pillar_weights[:, None, :])
    pillars = _hear_silence(points, weights, settings, framework)
    totals = score_totals(points, pillars, weights, framework)
    total = np.where(settings.is_arithmetic[:, None], totals.arithmetic, totals.geometric)
    # Weights that sum to one but for the last digit would let a full score pass its bound by as much.
    scores: Floats = np.clip(np.concatenate([pillars.scores, total[..., None]], axis=-1), 0, 100)
    return scores


def _hear_silence(points: Floats, weights: Weights, settings: Settings, framework: Framework) -> PillarScores:
    """Silence lowers a pillar that has a score and never makes one: coverage counts real values alone."""
    known = score_pillars(points, weights, framework)
    with_silence = score_pillars(np.nan_to_num(points), weights, framework).scores
    is_low = settings.is_silence_low[:, None, None] & ~np.isnan(known.scores)
    return PillarScores(np.where(is_low, with_silence, known.scores), known.counts)


def _blocks(settings: Settings, points_per_draw: int) -> Iterator[Settings]:
    size = max(1, CELLS // max(1, points_per_draw))
    for start in range(0, len(settings.goalpost_scale), size):
        part = slice(start, start + size)
        yield Settings(
            settings.goalpost_scale[part],
            settings.indicator_weights[part],
            settings.pillar_weights[part],
            settings.is_arithmetic[part],
            settings.theme_level[part],
            settings.is_silence_low[part],
        )

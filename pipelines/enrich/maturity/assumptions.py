"""What may vary: the rows of seed `dim_maturity_assumption`, and settings of them made of uniform numbers.

Belongs here: reading the seed strictly, and turning numbers from 0 to 1 into settings, so that random draws and a
sensitivity design go the same way. Does not belong here: what a setting does to a score (`draws`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.products.maturity.formula import Flags, Floats, Framework, Integers

RANGE, CHOICE = "range", "choice"
KINDS = {
    "normalisation": RANGE,
    "weights": RANGE,
    "aggregation": CHOICE,
    "left_out_indicator": CHOICE,
    "theme_threshold": CHOICE,
    "silence": CHOICE,
}
"""The assumptions that the draws know how to vary, in the order of their columns."""


class AssumptionError(ValueError):
    """A row of seed `dim_maturity_assumption` that no draw can be made of; the message names it."""


@dataclass(frozen=True)
class Assumptions:
    """The assumptions that vary.

    Attributes:
        ids: assumptions, in the order of their columns.
        levels: values by assumption: the two ends of a range, or the choices.
        theme_levels: names of the choices of `theme_threshold`, in the order of its values.
    """

    ids: tuple[str, ...]
    levels: Mapping[str, Floats]
    theme_levels: tuple[str, ...]

    @classmethod
    def from_frame(cls, rows: pl.DataFrame) -> Assumptions:
        """From the rows of the seed: `assumption_id`, `kind`, `level_id`, `level_value`.

        Raises:
            AssumptionError: an assumption is unknown, missing or of the wrong kind, or a range is none.
        """
        for assumption, kind in rows.select("assumption_id", "kind").iter_rows():
            if KINDS.get(assumption) != kind:
                known = ", ".join(f"{name} ({of_kind})" for name, of_kind in KINDS.items())
                raise AssumptionError(f"expected one of {known} in dim_maturity_assumption; got {assumption} ({kind})")
        if missing := [name for name in KINDS if name not in rows["assumption_id"]]:
            raise AssumptionError(f"expected rows of {missing[0]} in dim_maturity_assumption; got none")
        ordered = rows.sort("assumption_id", "level_value", "level_id")
        by_assumption = {name: ordered.filter(pl.col("assumption_id") == name) for name in KINDS}
        levels = {name: of_one["level_value"].to_numpy() for name, of_one in by_assumption.items()}
        for name, values in levels.items():
            if KINDS[name] == RANGE and not (len(values) == 2 and 0 < values[0] < values[1]):  # noqa: PLR2004
                raise AssumptionError(
                    f"expected two ends above zero for {name} in dim_maturity_assumption, "
                    f"one below the other; got {', '.join(f'{value:g}' for value in values)}"
                )
        return cls(tuple(KINDS), levels, tuple(by_assumption["theme_threshold"]["level_id"]))

    def columns(self, framework: Framework) -> dict[str, slice]:
        """Which uniform numbers each assumption takes; together they are `width` columns."""
        widths = {
            "weights": len(framework.indicator_ids) + len(framework.pillar_ids),
            "left_out_indicator": 2,  # whether one is left out, and which
        }
        columns: dict[str, slice] = {}
        start = 0
        for name in self.ids:
            width = widths.get(name, 1)
            columns[name] = slice(start, start + width)
            start += width
        return columns

    def width(self, framework: Framework) -> int:
        """How many uniform numbers make one setting."""
        return sum(column.stop - column.start for column in self.columns(framework).values())

    def settings(self, uniforms: Floats, framework: Framework) -> Settings:
        """One setting per row of uniform numbers from 0 (with) to 1 (without)."""
        columns = self.columns(framework)
        own = {name: uniforms[:, column] for name, column in columns.items()}
        low, high = self.levels["weights"]
        factors = low + (high - low) * own["weights"]
        count = len(framework.indicator_ids)
        is_left_out, which = own["left_out_indicator"].T
        left_out = np.where(self._choose("left_out_indicator", is_left_out) > 0, (which * count).astype(np.int64), -1)
        easiest, hardest = self.levels["normalisation"]
        return Settings(
            goalpost_scale=easiest + (hardest - easiest) * own["normalisation"][:, 0],
            indicator_weights=np.where(
                left_out[:, None] == np.arange(count), 0.0, framework.indicator_weights * factors[:, :count]
            ),
            pillar_weights=framework.pillar_weights * factors[:, count:],
            is_arithmetic=self._choose("aggregation", own["aggregation"][:, 0]) > 0,
            theme_level=self._position("theme_threshold", own["theme_threshold"][:, 0]),
            is_silence_low=self._choose("silence", own["silence"][:, 0]) > 0,
        )

    def official(self, framework: Framework) -> Settings:
        """The one setting of the framework as it is."""
        return Settings(
            goalpost_scale=np.ones(1),
            indicator_weights=framework.indicator_weights[None, :],
            pillar_weights=framework.pillar_weights[None, :],
            is_arithmetic=np.zeros(1, dtype=np.bool_),
            theme_level=np.flatnonzero(self.levels["theme_threshold"] == 0)[:1],
            is_silence_low=np.zeros(1, dtype=np.bool_),
        )

    def _position(self, assumption: str, uniforms: Floats) -> Integers:
        return (uniforms * len(self.levels[assumption])).astype(np.int64)

    def _choose(self, assumption: str, uniforms: Floats) -> Floats:
        return self.levels[assumption][self._position(assumption, uniforms)]


@dataclass(frozen=True)
class Settings:
    """What the assumptions are in each draw; the first axis of every array is the draw.

    Attributes:
        goalpost_scale: how far the goalpost of full points is moved out (above 1) or in.
        indicator_weights: relative weights of the indicators; zero for the one left out.
        pillar_weights: relative weights of the pillars.
        is_arithmetic: whether the total is the arithmetic mean of the pillars.
        theme_level: position of the theme threshold.
        is_silence_low: whether silence in a pillar that has a score counts as zero.
    """

    goalpost_scale: Floats
    indicator_weights: Floats
    pillar_weights: Floats
    is_arithmetic: Flags
    theme_level: Integers
    is_silence_low: Flags

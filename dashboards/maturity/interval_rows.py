"""Scores with their intervals as rows of a chart, and which of them cannot be distinguished from the highest.

Belongs here: what stands beside an interval. The intervals come from dbt (``marts_maturity.fct_pillar_interval``,
``fct_maturity_score``), the drawing is `charts/intervals.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboards.charts.intervals import STANDINGS
from dashboards.formats import format_score
from dashboards.words import Words

say = Words(__file__)

FIRST, ALIKE, BELOW = STANDINGS


def interval_rows(scored: pl.DataFrame, undistinguished: pl.DataFrame, *, name: str, scope: str) -> pl.DataFrame:
    """The rows of `draw_intervals`: highest median first, each with how it stands to the highest of its scope.

    Args:
        scored: rows with a score: `partnership_id`, `score_p05`, `score_p50`, `score_p95`, `alike_count`,
            `compared_count`, `indicator_with_value_count`, `indicator_count`, and the two columns named.
        undistinguished: `queries.maturity.undistinguished_pairs`.
        name: the column with a row's name.
        scope: the column that says what is scored, a pillar or total.
    """
    ordered = scored.with_row_index("place").sort(
        pl.col("place").min().over(scope),
        pl.col("score_p50"),
        pl.col("partnership_id"),
        descending=[False, True, False],
        nulls_last=True,
    )
    with_first = ordered.with_columns(first=pl.col("partnership_id").first().over(scope), pairs=pl.col(scope))
    pairs = undistinguished.with_columns(is_alike=pl.lit(True))
    return with_first.join(
        pairs,
        left_on=["pairs", "partnership_id", "first"],
        right_on=["scope", "partnership_id", "other_partnership_id"],
        how="left",
        maintain_order="left",
    ).select(
        pl.col(name).alias("name"),
        pl.col("score_p05").alias("low"),
        pl.col("score_p50").alias("middle"),
        pl.col("score_p95").alias("high"),
        pl.when(pl.col("partnership_id") == pl.col("first"))
        .then(pl.lit(FIRST))
        .when(pl.col("is_alike"))
        .then(pl.lit(ALIKE))
        .otherwise(pl.lit(BELOW))
        .alias("standing"),
        pl.Series("detail", [_detail(row) for row in ordered.iter_rows(named=True)], dtype=pl.String),
    )


def say_interval(row: Mapping[str, Any]) -> str:
    """Median and interval in words: 52.1, 40.3 to 63.0."""
    median, low, high = (format_score(row[f"score_{name}"]) for name in ("p50", "p05", "p95"))
    return say("interval", median=median, low=low, high=high)


def _detail(row: Mapping[str, Any]) -> str:
    return say(
        "interval.detail",
        interval=say_interval(row),
        known=row["indicator_with_value_count"],
        indicators=row["indicator_count"],
        alike=row["alike_count"] or 0,
        others=row["compared_count"] or 0,
    )

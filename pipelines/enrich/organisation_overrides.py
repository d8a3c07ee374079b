"""What reviewers decided about organisation records: merge, split, never; checked before it is applied.

Applying decisions is part of putting records together, in ``pipelines.enrich.organisations``; what one would move is
in ``pipelines.enrich.organisation_effect``.
"""

from __future__ import annotations

import polars as pl

KINDS = ("merge", "split", "never")
OVERRIDE_SCHEMA = {
    "override": pl.String,
    "record_a": pl.String,
    "record_b": pl.String,
    "reviewer": pl.String,
    "reviewed_on": pl.Date,
    "reason": pl.String,
}
_SEPARATING = ("split", "never")


class OverrideError(ValueError):
    """Reviewers' decisions that cannot all hold; the message names the rows."""


def no_overrides() -> pl.DataFrame:
    """The decisions of nobody."""
    return pl.DataFrame(schema=OVERRIDE_SCHEMA)


def check_overrides(overrides: pl.DataFrame) -> None:
    """Refuses decisions that are no decision or contradict each other.

    Args:
        overrides: one row per decision, columns of ``OVERRIDE_SCHEMA``. ``split`` takes record_a out of the
            organisation it shares with record_b; ``never`` keeps the two apart for good.

    Raises:
        OverrideError: names the first row at fault.
    """
    _refuse(overrides.filter(~pl.col("override").is_in(KINDS)), f"expected one of {', '.join(KINDS)}")
    _refuse(
        overrides.filter(
            pl.any_horizontal(pl.col("record_a", "record_b").is_null()) | (pl.col("record_a") == pl.col("record_b"))
        ),
        "expected two different records",
    )
    told = order_pairs(overrides)
    contradicted = told.filter(pl.col("override").n_unique().over("first", "second") > 1)
    _refuse(contradicted, "another row decides otherwise for the same two records")
    repeated = told.filter(pl.len().over("first", "second", "override") > 1)
    _refuse(repeated, "the same decision stands twice")


def order_pairs(overrides: pl.DataFrame) -> pl.DataFrame:
    """Adds ``first`` and ``second``: the two records in alphabetical order, whoever was named first."""
    return overrides.with_columns(
        pl.min_horizontal("record_a", "record_b").alias("first"),
        pl.max_horizontal("record_a", "record_b").alias("second"),
    )


def separating(overrides: pl.DataFrame) -> pl.DataFrame:
    """The decisions that keep two records apart."""
    return overrides.filter(pl.col("override").is_in(_SEPARATING))


def tell_override(row: dict[str, object]) -> str:
    """A decision as a reviewer would recognise it in the seed."""
    return f"organisation override '{row['override']} {row['record_a']} {row['record_b']}'"


def _refuse(rows: pl.DataFrame, why: str) -> None:
    if not rows.is_empty():
        raise OverrideError(f"{tell_override(rows.sort('record_a', 'record_b', 'override').row(0, named=True))}: {why}")

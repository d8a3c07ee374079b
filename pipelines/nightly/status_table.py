"""Nights as a frame: the rows behind ``marts_quality.fct_source_status``.

No wall-clock time of a run enters here, so that equal histories give equal marts.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from warehouse.store.files import to_json
from warehouse.store.nights import Night

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "night_id": pl.String,
    "as_of": pl.Date,
    "source": pl.String,
    "status": pl.String,
    "vintage": pl.String,
    "table_vintages": pl.String,
    "retrieved_at": pl.String,
    "sha256": pl.String,
    "bytes": pl.Int64,
    "rows": pl.Int64,
    "rows_rejected": pl.Int64,
    "missing_members": pl.List(pl.String),
    "is_stale": pl.Boolean,
    "limit_days": pl.Int32,
    "last_arrived_on": pl.String,
    "message": pl.String,
}


def status_frame(nights: Iterable[Night]) -> pl.DataFrame:
    """One row per night and source, in the order of the nights."""
    rows = [
        {
            **vars(status),
            "night_id": night.id,
            "as_of": night.as_of,
            "status": status.status.value,
            "table_vintages": to_json(dict(status.table_vintages)).strip(),
            "missing_members": list(status.missing_members),
        }
        for night in nights
        for _, status in sorted(night.sources.items())
    ]
    return pl.DataFrame(rows, schema=SCHEMA)

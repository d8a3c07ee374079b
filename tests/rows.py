"""Rows written as a table: the names of the columns once, and under them a line for each row."""

from __future__ import annotations

from typing import Any


def rows_of(columns: str, *rows: tuple[Any, ...], **common: Any) -> list[dict[str, Any]]:
    """Rows by column, with what all of them have in common; a column is left out of a row that has None there."""
    names = columns.split()
    return [
        {**common, **{name: value for name, value in zip(names, row, strict=True) if value is not None}} for row in rows
    ]

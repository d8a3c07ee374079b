"""What numbers mean, in the words of the edition itself (`marts_quality.data_dictionary`, written from dbt).

Belongs here: looking texts up, for pages and files alike. Does not belong here: writing them (dbt descriptions are the
one place).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import polars as pl

METHOD_START = "**Question.**"
"""Every methodology text begins with the question that it answers; what stands before it is the definition."""


class DictionarySource(Protocol):
    """An edition that can be asked: `warehouse.store.reader.Snapshot`."""

    def has_table(self, schema: str, table: str) -> bool:
        """Whether it holds the table."""

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query and give its rows."""


def read_definitions(source: DictionarySource) -> dict[str, str]:
    """Every text by `schema.table` or `schema.table.column`; empty for an edition without a dictionary."""
    if not source.has_table("marts_quality", "data_dictionary"):
        return {}
    frame = source.frame(
        """
        select
            schema_name || '.' || table_name || coalesce('.' || column_name, '') as address,
            description,
        from marts_quality.data_dictionary
        where trim(coalesce(description, '')) != ''
        """
    )
    return dict(frame.iter_rows())


def first_paragraph(text: str) -> str:
    """The definition that a text begins with, without the method behind it."""
    return text.partition(METHOD_START)[0].strip()

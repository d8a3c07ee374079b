"""What numbers mean, in the words of the edition itself (`marts_quality.data_dictionary`, written from dbt).

Belongs here: looking definitions up. Does not belong here: writing them (dbt descriptions are the one place), or any
other text of a page.
"""

from __future__ import annotations

from dashboards.queries.cache import cached_by_edition
from warehouse.reader import Snapshot

DICTIONARY = ("marts_quality", "data_dictionary")
METHOD_START = "**Question.**"
"""Every methodology text begins with the question that it answers; what stands before it is the definition."""


def define(snapshot: Snapshot, address: str) -> str | None:
    """The definition of `schema.table` or `schema.table.column`; None where the edition has none."""
    definition, _, _ = _definitions(snapshot).get(address, "").partition(METHOD_START)
    return definition.strip() or None


def explain(snapshot: Snapshot, address: str) -> str | None:
    """The method behind `schema.table`, in Markdown; None where the edition gives none."""
    _, start, method = _definitions(snapshot).get(address, "").partition(METHOD_START)
    return start + method if start else None


@cached_by_edition
def _definitions(snapshot: Snapshot) -> dict[str, str]:
    if not snapshot.has_table(*DICTIONARY):
        return {}
    frame = snapshot.frame(
        """
        select
            schema_name || '.' || table_name || coalesce('.' || column_name, '') as address,
            description,
        from marts_quality.data_dictionary
        where trim(coalesce(description, '')) != ''
        """
    )
    return dict(frame.iter_rows())

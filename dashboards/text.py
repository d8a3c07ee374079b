"""What numbers mean, in the words of the edition itself (`marts_quality.data_dictionary`, written from dbt).

Belongs here: looking definitions up. Does not belong here: writing them (dbt descriptions are the one place), or any
other text of a page.
"""

from __future__ import annotations

from dashboards.queries.cache import cached_by_edition
from warehouse.definitions import METHOD_START, first_paragraph, read_definitions
from warehouse.reader import Snapshot


def define(snapshot: Snapshot, address: str) -> str | None:
    """The definition of `schema.table` or `schema.table.column`; None where the edition has none."""
    return first_paragraph(definitions(snapshot).get(address, "")) or None


def explain(snapshot: Snapshot, address: str) -> str | None:
    """The method behind `schema.table`, in Markdown; None where the edition gives none."""
    _, start, method = definitions(snapshot).get(address, "").partition(METHOD_START)
    return start + method if start else None


@cached_by_edition
def definitions(snapshot: Snapshot) -> dict[str, str]:
    """Every text of the edition's dictionary by address."""
    return read_definitions(snapshot)

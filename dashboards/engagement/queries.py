"""Questions about engagement and collaboration: a select over a mart, narrowed by what the address names."""

from collections.abc import Mapping

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.partnerships.queries import check_partnership
from dashboards.regions.queries import check_region
from dashboards.tables import Load, Parameters
from warehouse.products.matches.query import FilterError
from warehouse.store.reader import Snapshot

_CHECKS = {"partnership": check_partnership, "region": check_region}


def narrowed(select: str, order: str, conditions: Mapping[str, str], **defaults: str) -> Load:
    """The rows of a select in an order, narrowed by a condition for each parameter that is given.

    Args:
        select: up to its conditions.
        order: of the rows.
        conditions: by parameter, in which `$parameter` stands for the value.
        defaults: values of parameters that the address does not give.
    """

    def load(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        for name, value in parameters.items():
            if name in _CHECKS:
                _CHECKS[name](snapshot, value)
            elif value != "yes":
                raise FilterError(f"{name}: no such value {value!r}; valid values: yes")
        given = {**defaults, **parameters}
        where = " and ".join(["true", *(conditions[name] for name in sorted(given))])
        bound = {name: value for name, value in given.items() if f"${name}" in where}
        return _ask(snapshot, f"{select} where {where} order by {order}", tuple(sorted(bound.items())))

    return load


@cached_by_edition
def _ask(snapshot: Snapshot, sql: str, parameters: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    return snapshot.frame(sql, dict(parameters))

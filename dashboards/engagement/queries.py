"""Questions about engagement and collaboration: a select over a mart, narrowed by what the address names."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.partnerships.queries import check_partnership
from dashboards.regions.queries import check_region
from dashboards.tables import Load, Parameters
from warehouse.products.matches.query import FilterError, check_choice
from warehouse.store.reader import Snapshot

LONGEST_WORDS = 80
CATEGORIES = ("less_developed", "transition", "more_developed")
"""Cohesion categories that a region can be asked for by."""


def check_organisation(snapshot: Snapshot, organisation_id: str) -> None:
    """Make sure the edition knows this organisation.

    Raises:
        FilterError: it does not.
    """
    if find_organisation(snapshot, organisation_id).is_empty():
        raise FilterError(
            f"organisation: no such value {organisation_id!r}; valid values: ids as the search gives them"
        )


@cached_by_edition
def find_organisation(snapshot: Snapshot, organisation_id: str) -> pl.DataFrame:
    """One organisation with its region and what tells that it is a cluster; no row where there is none."""
    return snapshot.frame(
        """
        select organisations.*, regions.region_name, clusters.recognised_by
        from marts_core.dim_organisation as organisations
        left join (
            select nuts_code, max_by(region_name, nuts_version) as region_name
            from marts_core.dim_region group by nuts_code
        ) as regions using (nuts_code)
        left join marts_engagement.fct_cluster as clusters using (organisation_id)
        where organisations.organisation_id = ?
        """,
        [organisation_id],
    )


@cached_by_edition
def region_options(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Code and name of each NUTS 2 region that a form offers, country by country."""
    return snapshot.frame(
        """
        select nuts_code, nuts_code || ' ' || max_by(region_name, nuts_version)
        from marts_core.dim_region where nuts_level = 2 group by nuts_code order by nuts_code
        """
    ).rows()


@cached_by_edition
def candidate_facts(snapshot: Snapshot, partnership_id: str, nuts_code: str) -> dict[str, Any]:
    """What speaks for a candidate besides its competences.

    Returns:
        `candidate_rank` (null where it is not among those kept), `is_member`, `has_country` (a member is of its
        country), and, in the theme, `tie_project_count` with members, the most of any one, and `tie_member_count`.
    """
    return snapshot.frame(
        """
        with members as (
            select nuts_code from marts_engagement.fct_region_engagement
            where partnership_id = $partnership and nuts_code is not null
        ),
        ties as (
            select if(starts_with(region_a, $region), region_b, region_a) as other, sum(project_count) as project_count
            from marts_engagement.fct_region_edge
            where partnership_id = $partnership and starts_with(region_a, $region) != starts_with(region_b, $region)
            group by other
            having exists (
                from members where starts_with(members.nuts_code, other) or starts_with(other, members.nuts_code)
            )
        )
        select
            (
                select min(candidate_rank) from marts_engagement.fct_partnering_candidate
                where partnership_id = $partnership and starts_with(candidate_id, $region)
            ) as candidate_rank,
            exists (from members where starts_with(nuts_code, $region) or starts_with($region, nuts_code)) as is_member,
            exists (
                from marts_core.fct_membership as stated
                semi join marts_engagement.fct_region_engagement using (partnership_id, member_id)
                where partnership_id = $partnership and country_code = left($region, 2)
            ) as has_country,
            (select coalesce(max(project_count), 0) from ties) as tie_project_count,
            (select count(*) from ties) as tie_member_count
        """,
        {"partnership": partnership_id, "region": nuts_code},
    ).row(0, named=True)


def _check_words(_: Snapshot, words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise FilterError(f"field: expected at most {LONGEST_WORDS} characters, came {len(words)}")


_CHECKS: Mapping[str, Callable[[Snapshot, str], None]] = {
    "partnership": check_partnership,
    "region": check_region,
    "organisation": check_organisation,
    "field": _check_words,
    "category": lambda _, value: check_choice("category", value, CATEGORIES),
}


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

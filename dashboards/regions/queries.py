"""Questions about one region or country: what it is, what it is in, what it carries, what its partnerships could win.

A region's projects are those of organisations seated in it or in any part of it: the participation's code starts
with the region's.
"""

from __future__ import annotations

import polars as pl

from dashboards.cache import cached_by_edition
from warehouse.products.matches.query import FilterError
from warehouse.store.reader import Snapshot


@cached_by_edition
def find_region(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """One row per NUTS version that holds the code, newest first; none where no version does."""
    return snapshot.frame(
        """
        select *
        from marts_core.dim_region
        where nuts_code = ?
        order by nuts_version desc
        """,
        [nuts_code],
    )


@cached_by_edition
def region_memberships(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The partnerships a region is in, by itself, through a part of it, or through the wider area it lies in.

    One row is one partnership × member.
    """
    return snapshot.frame(
        """
        select
            membership.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            membership.member_id,
            membership.region_name,
            case
                when membership.nuts_code = $nuts_code then 'itself'
                when starts_with(membership.nuts_code, $nuts_code) then 'a part of it'
                else 'the wider area'
            end as through,
            membership.role,
            engagement.level,
            engagement.joint_project_count,
            engagement.organisation_count,
            engagement.net_ec_contribution_eur,
            membership.valid_from,
            membership.valid_to,
            membership.stated_on,
        from marts_core.fct_membership as membership
        inner join marts_core.dim_partnership as partnerships
            on membership.partnership_id = partnerships.partnership_id
        left join marts_engagement.fct_region_engagement as engagement
            on
                membership.partnership_id = engagement.partnership_id
                and membership.member_id = engagement.member_id
        where starts_with(membership.nuts_code, $nuts_code) or starts_with($nuts_code, membership.nuts_code)
        order by
            abs(length(membership.nuts_code) - length($nuts_code)),
            partnerships.partnership_name,
            membership.member_id,
            membership.role
        """,
        {"nuts_code": nuts_code},
    )


@cached_by_edition
def region_years(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """What the region's organisations take part in, per year of the project.

    One row is one year; money is the net EU contribution of the region's own organisations, in euro. `observed_share`
    says how much of all projects of the year has participations.
    """
    return snapshot.frame(
        """
        select
            projects.project_year,
            count(distinct participation.project_id) as project_count,
            count(distinct participation.organisation_id) as organisation_count,
            count(*) as participation_count,
            sum(participation.net_ec_contribution_eur) as net_ec_contribution_eur,
            count(distinct participation.project_id) filter (where projects.is_year_from_topic) as year_from_call_count,
            any_value(years.observed_share) as observed_share,
        from marts_core.fct_participation as participation
        inner join marts_core.dim_project as projects on participation.project_id = projects.project_id
        left join marts_quality.fct_observed_year as years on projects.project_year = years.project_year
        where starts_with(participation.nuts_code, ?) and participation.programme_id is distinct from 'horizon_2020'
        group by projects.project_year
        order by projects.project_year
        """,
        [nuts_code],
    )


@cached_by_edition
def region_totals(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The region's projects, organisations, participations and net EU contribution (euro) in one row."""
    return snapshot.frame(
        """
        select
            count(distinct project_id) as project_count,
            count(distinct organisation_id) as organisation_count,
            count(*) as participation_count,
            count(net_ec_contribution_eur) as funded_participation_count,
            sum(net_ec_contribution_eur) as net_ec_contribution_eur,
        from marts_core.fct_participation
        where starts_with(nuts_code, ?) and programme_id is distinct from 'horizon_2020'
        """,
        [nuts_code],
    )


@cached_by_edition
def region_organisations(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The region's organisations, those with the largest net EU contribution first.

    One row is one organisation with participations seated in the region. The name is missing where the beneficiary
    is a natural person; the row and its money stay.
    """
    return snapshot.frame(
        """
        select
            participation.organisation_id,
            any_value(organisations.organisation_name) as organisation_name,
            any_value(organisations.helix) as helix,
            any_value(organisations.city) as city,
            count(distinct participation.project_id) as project_count,
            count(distinct participation.project_id) filter (where participation.role = 'coordinator')
                as coordinated_project_count,
            sum(participation.net_ec_contribution_eur) as net_ec_contribution_eur,
            bool_or(organisations.is_name_withheld) as is_name_withheld,
        from marts_core.fct_participation as participation
        inner join marts_core.dim_organisation as organisations
            on participation.organisation_id = organisations.organisation_id
        where starts_with(participation.nuts_code, ?) and participation.programme_id is distinct from 'horizon_2020'
        group by participation.organisation_id
        order by net_ec_contribution_eur desc nulls last, participation.organisation_id
        """,
        [nuts_code],
    )


@cached_by_edition
def region_matches(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The topics that fit the partnerships the region is in, by itself or through the wider area, best first.

    One row is one partnership × topic in its theme.
    """
    return snapshot.frame(
        """
        with partnership_ids as (
            select distinct partnership_id
            from marts_core.fct_membership
            where starts_with($nuts_code, nuts_code)
        )

        select
            matches.partnership_id,
            partnerships.partnership_name,
            matches.topic_id,
            topics.topic_title,
            topics.programme_name,
            matches.topic_status,
            matches.deadline_date,
            matches.days_left,
            matches.eligibility,
            matches.score,
            matches.matched_terms,
            matches.near_miss,
            topics.portal_url,
        from marts_funding.fct_match as matches
        inner join partnership_ids on matches.partnership_id = partnership_ids.partnership_id
        inner join marts_core.dim_partnership as partnerships on matches.partnership_id = partnerships.partnership_id
        inner join marts_core.dim_topic as topics on matches.topic_id = topics.topic_id
        where matches.is_theme_match
        order by
            matches.score desc nulls last,
            matches.deadline_date nulls last,
            matches.topic_id,
            matches.partnership_id
        """,
        {"nuts_code": nuts_code},
    )


def check_region(snapshot: Snapshot, nuts_code: str) -> None:
    """Make sure a version of NUTS in the edition has this code.

    Raises:
        FilterError: none has.
    """
    if find_region(snapshot, nuts_code).is_empty():
        raise FilterError(
            f"region: no such value {nuts_code!r}; valid values: codes of NUTS 2021 and 2024 in capitals, such as ES21"
        )

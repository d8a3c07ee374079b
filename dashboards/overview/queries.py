"""Questions of the first page: how many of everything, where the members are, how the years compare."""

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.countries import PROTOCOL_ORDER
from warehouse.store.reader import Snapshot

# A membership counts until its stated end has passed; ends are often stated as a year or a month only.
CURRENT_MEMBERSHIP = "(valid_to is null or valid_to >= left(as_of::varchar, length(valid_to)))"


@cached_by_edition
def headlines(snapshot: Snapshot) -> pl.DataFrame:
    """The edition's figures over everything.

    One row is one figure: its value, the number it is counted of, and the date that the table under it was observed to.
    """
    return snapshot.frame(
        """
        select
            figure_id,
            figure_name,
            figure_value,
            population_name,
            population,
            observed_to,
        from marts_quality.fct_headline
        where subject_id = 'all'
        order by figure_id
        """
    )


@cached_by_edition
def member_regions(snapshot: Snapshot) -> pl.DataFrame:
    """Who is a member of how much, most partnerships first, then countries in protocol order.

    One row is one member (a region, a country, or one without a NUTS code) with at least one current membership.
    """
    return snapshot.frame(
        f"""
        with memberships as (
            select membership.*
            from marts_core.fct_membership as membership
            cross join marts_quality.edition
            where {CURRENT_MEMBERSHIP}
        ),

        regions as (
            select *
            from marts_core.dim_region
            qualify row_number() over (partition by nuts_code order by has_shape desc, nuts_version) = 1
        )

        select
            memberships.member_id,
            any_value(coalesce(regions.region_name, memberships.region_name)) as region_name,
            any_value(regions.region_name_english) as region_name_english,
            any_value(memberships.country_code) as country_code,
            any_value(regions.nuts_level) as nuts_level,
            count(distinct memberships.partnership_id) as partnership_count,
            count(distinct memberships.partnership_id)
                filter (where memberships.role in ('lead', 'co-lead')) as led_partnership_count,
            any_value(regions.cohesion_category) as cohesion_category,
            bool_or(coalesce(regions.is_outermost, false)) as is_outermost,
            list(distinct partnerships.partnership_name order by partnerships.partnership_name) as partnership_names,
            any_value(regions.latitude) as latitude,
            any_value(regions.longitude) as longitude,
        from memberships
        inner join marts_core.dim_partnership as partnerships
            on memberships.partnership_id = partnerships.partnership_id and not partnerships.is_placeholder
        left join regions on memberships.nuts_code = regions.nuts_code
        group by memberships.member_id
        order by
            partnership_count desc,
            list_position($protocol_order, any_value(memberships.country_code)) nulls last,
            memberships.member_id
        """,
        {"protocol_order": list(PROTOCOL_ORDER)},
    )


@cached_by_edition
def region_shapes(snapshot: Snapshot) -> pl.DataFrame:
    """Outlines for the map of members: every country, every outermost region, and every member region that has one.

    One row is one NUTS code in the oldest version that draws it (that still holds the United Kingdom).
    """
    return snapshot.frame(
        """
        select
            nuts_code,
            nuts_level,
            geometry_geojson,
            outermost_name,
        from marts_core.dim_region_shape
        left join (
            select nuts_code, arg_max(coalesce(region_name_english, region_name), nuts_version) as outermost_name
            from marts_core.dim_region
            where is_outermost and nuts_level = 2
            group by nuts_code
        ) as outermost using (nuts_code)
        where
            nuts_level = 0
            or outermost_name is not null
            or nuts_code in (select nuts_code from marts_core.fct_membership)
        qualify row_number() over (partition by nuts_code order by nuts_version) = 1
        order by nuts_level, nuts_code
        """
    )


@cached_by_edition
def country_points(snapshot: Snapshot) -> pl.DataFrame:
    """Where to write a country's code on a map without outlines; one row is one country."""
    return snapshot.frame(
        """
        select
            nuts_code,
            latitude,
            longitude,
        from marts_core.dim_region
        where nuts_level = 0 and latitude is not null
        qualify row_number() over (partition by nuts_code order by nuts_version) = 1
        order by nuts_code
        """
    )


@cached_by_edition
def joint_projects_by_year(snapshot: Snapshot, partnership_id: str | None = None) -> pl.DataFrame:
    """Joint projects per year, of all partnerships or of one.

    One row is one year from the first that has any. A project in several partnerships counts once;
    `year_from_call_count` says for how many the year is only that of the call, `observed_share` how much of all
    projects of the year has participations and so could be found to be joint. A year without any is zero only where it
    was observed and all members are known; else the counts are null.
    """
    return snapshot.frame(
        """
        with joint_projects as (
            select distinct joint.project_id
            from marts_core.fct_joint_project as joint
            where joint.has_participations and ($partnership_id is null or joint.partnership_id = $partnership_id)
        ),

        counted as (
            select
                projects.project_year,
                count(*) as joint_project_count,
                count(*) filter (where projects.is_year_from_topic) as year_from_call_count,
                count(*) filter (where projects.has_participations) as with_participations_count,
                any_value(years.observed_share) as observed_share,
            from joint_projects
            inner join marts_core.dim_project as projects on joint_projects.project_id = projects.project_id
            left join marts_quality.fct_observed_year as years on projects.project_year = years.project_year
            group by projects.project_year
        ),

        membership as (
            select if(bool_and(is_membership_complete), 0, null) as no_project
            from marts_core.dim_partnership
            where $partnership_id is null or partnership_id = $partnership_id
        )

        from counted
        union all by name
        select
            project_year,
            if(is_observed, no_project, null) as joint_project_count,
            joint_project_count as year_from_call_count,
            joint_project_count as with_participations_count,
            observed_share,
        from marts_quality.fct_observed_year
        cross join membership
        where
            project_year > (select min(project_year) from counted)
            and project_year not in (select project_year from counted where project_year is not null)
        order by project_year
        """,
        {"partnership_id": partnership_id},
    )

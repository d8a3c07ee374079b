"""Questions about one region or country: what it is, what it is in, what it carries, what its partnerships could win.

A region's projects are those of organisations seated in it or in any part of it, in the newest NUTS version that has
its code. Every row of money names its programme. Where a code ended or began with a version, the regions it
came from or became speak for it too.
"""

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.funding.queries import best_first, find_matches
from dashboards.partnerships.queries import SEEN
from warehouse.products.matches.query import FilterError, MatchFilters
from warehouse.store.reader import Snapshot

# What a code was before or became: where one of the codes is the region itself (all of it, or under its name), that one
# alone; else all that had or got a part of it.
_KNOWN_AS = """
    steps as (
        select code_from as nuts_code, code_to as other_code, version_from, version_to, change_kind,
            is_same_name or coalesce(weight_share = 1, false) as goes_on
        from marts_core.bridge_nuts_correspondence
        where code_from != code_to
        union all
        select code_to, code_from, version_to, version_from, change_kind,
            is_same_name or coalesce(weight_share = 1, false)
        from marts_core.bridge_nuts_correspondence
        where code_from != code_to
    ),

    others as (
        select other_code, version_from, version_to, change_kind
        from steps
        where nuts_code = $nuts_code
        qualify goes_on or not bool_or(goes_on) over (partition by version_from, version_to)
    ),

    known_as as (
        select $nuts_code as nuts_code, false as is_other
        union all
        select distinct other_code, true from others
    )
"""

# A seat that no region of the version holds (a country's own code, a code of no version) stays with its stated code.
_SEATED = """
    version as (
        select max(nuts_version) as nuts_version from marts_core.dim_region where nuts_code = $nuts_code
    ),

    seated as (
        select
            participation.participation_id,
            participation.project_id,
            participation.organisation_id,
            participation.role,
            participation.programme_id,
            programmes.programme_name,
            participation.net_ec_contribution_eur is not null as is_funded,
            case when participation.net_ec_contribution_eur is not null then placements.net_ec_contribution_eur end
                as net_ec_contribution_eur
        from marts_core.bridge_participation_region as placements
        inner join version on placements.nuts_version = version.nuts_version
        inner join marts_core.fct_participation as participation
            on placements.participation_id = participation.participation_id
        left join marts_core.dim_programme as programmes on participation.programme_id = programmes.programme_id
        where
            coalesce(starts_with(placements.nuts_code, $nuts_code), true) -- can be judged before the join
            and starts_with(coalesce(placements.nuts_code, participation.nuts_code), $nuts_code)
            and participation.programme_id is distinct from 'horizon_2020'
    )
"""


@cached_by_edition
def find_region(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """One row per NUTS version that holds the code, newest first; none where no version does."""
    return snapshot.frame(
        "select * from marts_core.dim_region where nuts_code = ? order by nuts_version desc", [nuts_code]
    )


@cached_by_edition
def region_changes(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """What the code was in the NUTS version before, and became in the one after, where it is another code.

    One row is one other code, with its name and the kind of change.
    """
    return snapshot.frame(
        f"""
        with {_KNOWN_AS}

        select
            others.other_code,
            regions.region_name,
            others.version_from,
            others.version_to,
            others.change_kind,
        from others
        inner join marts_core.dim_region as regions
            on others.other_code = regions.nuts_code and others.version_to = regions.nuts_version
        order by others.version_to, others.other_code
        """,
        {"nuts_code": nuts_code},
    )


@cached_by_edition
def region_memberships(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The partnerships a region is in, by itself, a part of it, its wider area, or a code of another NUTS version.

    One row is one partnership × member.
    """
    return snapshot.frame(
        f"""
        with {_KNOWN_AS}

        select
            membership.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            membership.member_id,
            membership.region_name,
            (select max(region_name_english) from marts_core.dim_region where nuts_code = membership.nuts_code)
                as region_name_english,
            membership.stated_name,
            case
                when known_as.is_other then 'its code ' || known_as.nuts_code || ' of another NUTS version'
                when membership.nuts_code = $nuts_code then 'itself'
                when starts_with(membership.nuts_code, $nuts_code) then 'a part of it'
                else 'the wider area'
            end as through,
            membership.role,
            engagement.level,
            partnerships.members_words,
            {SEEN},
            membership.valid_from,
            membership.valid_to,
            membership.stated_on,
        from marts_core.fct_membership as membership
        inner join marts_core.dim_partnership as partnerships
            on membership.partnership_id = partnerships.partnership_id and not partnerships.is_placeholder
        left join marts_engagement.fct_region_engagement as engagement
            on
                membership.partnership_id = engagement.partnership_id
                and membership.member_id = engagement.member_id
        inner join known_as
            on
                starts_with(membership.nuts_code, known_as.nuts_code)
                or starts_with(known_as.nuts_code, membership.nuts_code)
        qualify row_number() over (
            partition by membership.membership_id order by known_as.is_other, known_as.nuts_code
        ) = 1
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
    """What the region's organisations take part in, per programme and year of the project.

    One row is one year of one programme; money is the net EU contribution of the region's own organisations, in euro.
    `observed_share` says how much of all projects of the year has participations; later years, of which too little was
    observed, stand without programme and counts.
    """
    return snapshot.frame(
        f"""
        with {_SEATED},

        counted as (
            select
                projects.project_year,
                seated.programme_id,
                any_value(seated.programme_name) as programme_name,
                count(distinct seated.project_id) as project_count,
                count(distinct seated.organisation_id) as organisation_count,
                count(distinct seated.participation_id) as participation_count,
                sum(seated.net_ec_contribution_eur) as net_ec_contribution_eur,
                count(distinct seated.project_id) filter (where projects.is_year_from_topic) as year_from_call_count,
                any_value(years.observed_share) as observed_share,
            from seated
            inner join marts_core.dim_project as projects on seated.project_id = projects.project_id
            left join marts_quality.fct_observed_year as years on projects.project_year = years.project_year
            group by projects.project_year, seated.programme_id
        )

        from (
            from counted
            union all by name
            select project_year, observed_share
            from marts_quality.fct_observed_year
            where not is_observed and project_year > (select max(project_year) from counted)
        )
        order by project_year, programme_id = 'euratom', programme_id
        """,
        {"nuts_code": nuts_code},
    )


@cached_by_edition
def region_totals(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The region's projects, organisations, participations and net EU contribution (euro) in Horizon Europe.

    One row; the money of Euratom, whose projects lie in the same archive, stands beside it, and the day to which
    participations were observed.
    """
    return snapshot.frame(
        f"""
        with {_SEATED}

        select
            count(distinct project_id) filter (where not is_euratom) as project_count,
            count(distinct organisation_id) filter (where not is_euratom) as organisation_count,
            count(distinct participation_id) filter (where not is_euratom) as participation_count,
            count(distinct participation_id) filter (where not is_euratom and is_funded) as funded_participation_count,
            sum(net_ec_contribution_eur) filter (where not is_euratom) as net_ec_contribution_eur,
            sum(net_ec_contribution_eur) filter (where is_euratom) as euratom_eur,
            (from marts_quality.fct_observation select max(observed_to) where table_name = 'organization')
                as observed_to,
        from (select *, coalesce(programme_id = 'euratom', false) as is_euratom from seated)
        """,
        {"nuts_code": nuts_code},
    )


@cached_by_edition
def region_organisations(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The region's organisations, those with the largest net EU contribution first.

    One row is one organisation with participations seated in the region, and one programme. The name is
    missing where the beneficiary is a natural person; the row and its money stay.
    """
    return snapshot.frame(
        f"""
        with {_SEATED}

        select
            seated.organisation_id,
            any_value(organisations.organisation_name) as organisation_name,
            seated.programme_id,
            any_value(seated.programme_name) as programme_name,
            any_value(organisations.helix) as helix,
            any_value(organisations.city) as city,
            count(distinct seated.project_id) as project_count,
            count(distinct seated.project_id) filter (where seated.role = 'coordinator') as coordinated_project_count,
            sum(seated.net_ec_contribution_eur) as net_ec_contribution_eur,
            bool_or(organisations.is_name_withheld) as is_name_withheld,
        from seated
        inner join marts_core.dim_organisation as organisations
            on seated.organisation_id = organisations.organisation_id
        group by seated.organisation_id, seated.programme_id
        order by net_ec_contribution_eur desc nulls last, seated.organisation_id, seated.programme_id
        """,
        {"nuts_code": nuts_code},
    )


def region_matches(snapshot: Snapshot, nuts_code: str) -> pl.DataFrame:
    """The topics that fit the partnerships the region is in, by itself or through the wider area, best first.

    One row is one partnership × topic in its theme, still to come on the day of the reader.
    """
    partnerships = snapshot.frame(
        f"""
        with {_KNOWN_AS}

        select distinct membership.partnership_id
        from marts_core.fct_membership as membership
        inner join known_as on starts_with(known_as.nuts_code, membership.nuts_code)
        """,
        {"nuts_code": nuts_code},
    )["partnership_id"].to_list()
    matches = find_matches(snapshot, MatchFilters())  # kept for all regions and /funding; what is in a theme is in it
    return best_first(matches.filter(pl.col("is_theme_match") & pl.col("partnership_id").is_in(partnerships)))


def check_region(snapshot: Snapshot, nuts_code: str) -> None:
    """Make sure a version of NUTS in the edition has this code.

    Raises:
        FilterError: none has.
    """
    if find_region(snapshot, nuts_code).is_empty():
        raise FilterError(
            f"region: no such value {nuts_code!r}; valid values: codes of NUTS 2021 and 2024 in capitals, such as ES21"
        )

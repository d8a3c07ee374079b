"""Tables of this folder's page, with the files of the same names."""

from collections.abc import Callable

import polars as pl

from dashboards.engagement.queries import narrowed
from dashboards.regions import queries
from dashboards.tables import Load, Parameters, TableSpec, names
from warehouse.store.reader import Snapshot


def _of_region(query: Callable[[Snapshot, str], pl.DataFrame]) -> Load:
    """A question about one region, asked of those there are: else a misspelt code would look like a silent region."""

    def load(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        queries.check_region(snapshot, parameters["region"])
        return query(snapshot, parameters["region"])

    return load


REGION_MEMBERSHIPS = TableSpec(
    name="region-memberships",
    columns=names(
        "partnership_id partnership_name platform_name member_id region_name region_name_english stated_name through "
        "role level members_words joint_project_count organisation_count net_ec_contribution_eur "
        "valid_from valid_to stated_on"
    ),
    shown=names(
        "partnership_name role level through region_name region_name_english members_words joint_project_count "
        "organisation_count net_ec_contribution_eur stated_on"
    ),
    may_lack=names("region_name_english stated_name"),
    load=_of_region(queries.region_memberships),
    parameters=("region",),
    required=("region",),
    address="marts_engagement.fct_region_engagement",
    rests_on=("registry", "cordis"),
)

REGION_YEARS = TableSpec(
    name="region-years",
    columns=names(
        "project_year programme_id programme_name net_ec_contribution_eur project_count organisation_count "
        "participation_count year_from_call_count observed_share"
    ),
    shown=names(
        "project_year programme_name net_ec_contribution_eur project_count organisation_count participation_count "
        "year_from_call_count observed_share"
    ),
    load=_of_region(queries.region_years),
    parameters=("region",),
    required=("region",),
    address="marts_core.fct_participation",
    rests_on=("cordis",),
)

REGION_ORGANISATIONS = TableSpec(
    name="region-organisations",
    columns=names(
        "organisation_id organisation_name programme_id programme_name helix city project_count "
        "coordinated_project_count net_ec_contribution_eur is_name_withheld"
    ),
    shown=names(
        "organisation_name programme_name helix city project_count coordinated_project_count net_ec_contribution_eur"
    ),
    load=_of_region(queries.region_organisations),
    parameters=("region",),
    required=("region",),
    address="marts_core.dim_organisation",
    rests_on=("cordis",),
)

REGION_MATCHES = TableSpec(
    name="region-matches",
    columns=names(
        "partnership_id partnership_name topic_id topic_title programme_name topic_status deadline_date days_left "
        "eligibility score matched_terms near_miss find_out portal_url"
    ),
    may_lack=names("near_miss find_out"),
    shown=names("topic_title partnership_name programme_name deadline_date days_left eligibility score near_miss"),
    load=_of_region(queries.region_matches),
    parameters=("region",),
    required=("region",),
    address="marts_funding.fct_match",
    rests_on=("registry", "funding_tenders"),
)

# Of NUTS 2021, the version that codes are looked for in first: members, candidates and categories stand in it.
REGIONS = TableSpec(
    name="regions",
    columns=names(
        "nuts_code region_name country_code cohesion_category is_riv partnership_count led_partnership_count "
        "could_join_name region_name_english innovator_group"
    ),
    shown=names(
        "nuts_code region_name country_code cohesion_category is_riv partnership_count led_partnership_count "
        "could_join_name"
    ),
    may_lack=names("region_name_english could_join_name cohesion_category innovator_group"),
    load=narrowed(
        """
        select * from (
            select regions.*, coalesce(members.partnership_count, 0) as partnership_count,
                coalesce(members.led_partnership_count, 0) as led_partnership_count, partnership_name as could_join_name
            from marts_core.dim_region as regions
            left join (
                select inner_region.nuts_code, count(distinct partnership_id) as partnership_count,
                    count(distinct partnership_id) filter (where role in ('lead', 'co-lead')) as led_partnership_count
                from (select distinct nuts_code from marts_core.dim_region where nuts_level = 2) as inner_region
                inner join marts_engagement.fct_region_engagement as member
                    on starts_with(inner_region.nuts_code, member.nuts_code)
                    or starts_with(member.nuts_code, inner_region.nuts_code)
                inner join marts_core.dim_partnership using (partnership_id)
                where not is_placeholder
                group by inner_region.nuts_code
            ) as members on regions.nuts_code = members.nuts_code
            left join marts_engagement.fct_partnering_candidate as candidates
                on regions.nuts_code = candidates.candidate_id and candidates.rank_for_candidate = 1
            left join marts_core.dim_partnership as partnerships
                on candidates.partnership_id = partnerships.partnership_id
            where regions.nuts_level = 2 and regions.nuts_version = '2021'
        )
        """,
        "nuts_code",
        {
            "category": "cohesion_category = $category",
            "in_none": "partnership_count = 0",
            "leads_none": "led_partnership_count = 0",
            "valley": "is_riv",
        },
    ),
    parameters=names("category in_none leads_none valley"),
    address="marts_core.dim_region",
    rests_on=("registry", "regions", "riv"),
)

REGION_MONEY = TableSpec(
    name="region-money",
    columns=names(
        "nuts_code region_name nuts_level organisation_count participation_count net_ec_contribution_eur "
        "estimated_net_ec_contribution_eur"
    ),
    load=narrowed(
        """
        with areas as (
            select nuts_code, nuts_level, max_by(region_name, nuts_version) as region_name
            from marts_core.dim_region where nuts_level in (0, 2) group by nuts_code, nuts_level
        ),
        placed as (
            select coalesce(placements.nuts_code, participations.nuts_code) as seat, placements.participation_id,
                organisation_id, placements.net_ec_contribution_eur, is_estimate
            from marts_core.bridge_participation_region as placements
            inner join marts_core.fct_participation as participations using (participation_id)
            where programme_id = 'horizon_europe'
                and nuts_version = (select max(nuts_version) from marts_core.bridge_participation_region)
        ),
        counted as (
            select left(seat, length) as nuts_code, count(distinct organisation_id) as organisation_count,
                count(distinct participation_id) as participation_count,
                sum(net_ec_contribution_eur) as net_ec_contribution_eur,
                coalesce(sum(net_ec_contribution_eur) filter (where is_estimate), 0)
                    as estimated_net_ec_contribution_eur
            from placed cross join (values (2), (4)) as lengths (length)
            where length(seat) >= length
            group by left(seat, length)
        )
        select * from areas inner join counted using (nuts_code)
        """,
        "net_ec_contribution_eur desc, nuts_code",
        {"countries": "nuts_level = 0", "region": "starts_with(nuts_code, $region)"},
    ),
    parameters=names("countries region"),
    address="marts_core.fct_region_participation",
    rests_on=("cordis", "regions"),
)

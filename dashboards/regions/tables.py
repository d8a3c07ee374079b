"""Tables of this folder's page, with the files of the same names."""

from collections.abc import Callable

import polars as pl

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
    title="Partnerships the region is in",
    one_row="One row is one partnership and the member through which the region is in it.",
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
    title="Participations of the region by year and programme",
    one_row="One row is one year of one programme.",
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
    title="Organisations of the region",
    one_row="One row is one organisation in one programme.",
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
    title="Topics that fit the region's partnerships",
    one_row="One row is one partnership and one topic that shares words with its theme.",
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

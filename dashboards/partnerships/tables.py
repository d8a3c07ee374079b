"""Tables of this folder's page, with the files of the same names."""

from __future__ import annotations

import polars as pl

from dashboards.overview.queries import joint_projects_by_year
from dashboards.partnerships import queries
from dashboards.tables import Parameters, TableSpec, names
from warehouse.store.reader import Snapshot


def _load_partnerships(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    platform = parameters.get("platform")
    queries.check_platform(snapshot, platform)
    # A placeholder stands for partnerships without a name and is counted nowhere, as in the headlines.
    return queries.list_partnerships(snapshot, platform).filter(~pl.col("is_placeholder"))


def _load_joint_project_years(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    partnership = parameters.get("partnership")
    if partnership is not None:
        queries.check_partnership(snapshot, partnership)
    return joint_projects_by_year(snapshot, partnership)


def _load_members(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    queries.check_partnership(snapshot, parameters["partnership"])
    return queries.partnership_members(snapshot, parameters["partnership"])


def _load_niches(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    queries.check_partnership(snapshot, parameters["partnership"])
    return queries.partnership_niches(snapshot, parameters["partnership"])


def _load_joint_projects(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    queries.check_partnership(snapshot, parameters["partnership"])
    return queries.joint_projects(snapshot, parameters["partnership"])


PARTNERSHIPS = TableSpec(
    name="partnerships",
    columns=names(
        "partnership_id partnership_name platform_name launch_year status member_count members_words "
        "member_country_count active_member_count joint_project_count organisation_count net_ec_contribution_eur "
        "score_low score_high next_deadline_date best_match_score confidence"
    ),
    shown=names(
        "partnership_name platform_name members_words joint_project_count net_ec_contribution_eur confidence score_low "
        "score_high next_deadline_date"
    ),
    may_lack=("next_deadline_date",),
    load=_load_partnerships,
    parameters=("platform",),
    address="marts_engagement.fct_partnership_engagement",
    rests_on=("registry", "cordis", "funding_tenders"),
)

JOINT_PROJECT_YEARS = TableSpec(
    name="joint-projects-by-year",
    columns=names("project_year joint_project_count year_from_call_count with_participations_count observed_share"),
    load=_load_joint_project_years,
    parameters=("partnership",),
    address="marts_core.fct_joint_project",
    rests_on=("registry", "cordis"),
)

MEMBERS = TableSpec(
    name="members",
    columns=names(
        "member_id region_name region_name_english stated_name country_code role level joint_project_count "
        "organisation_count participation_count net_ec_contribution_eur latest_project_year latest_act_date score "
        "stated_on source"
    ),
    shown=names(
        "member_id region_name region_name_english role level joint_project_count organisation_count "
        "net_ec_contribution_eur latest_project_year latest_act_date stated_on"
    ),
    may_lack=names("region_name_english stated_name"),
    load=_load_members,
    parameters=("partnership",),
    required=("partnership",),
    address="marts_engagement.fct_region_engagement",
    rests_on=("registry", "cordis"),
)

NICHES = TableSpec(
    name="niches",
    columns=names("niche_name niche_basis confidence niche_synonyms source origin niche_id niche_description"),
    shown=names("niche_name niche_basis confidence niche_synonyms source"),
    load=_load_niches,
    parameters=("partnership",),
    required=("partnership",),
    address="marts_core.dim_niche",
    rests_on=("registry",),
)

JOINT_PROJECTS = TableSpec(
    name="joint-projects",
    columns=names(
        "project_id acronym title is_title_of_topic project_year is_year_from_topic theme_score matched_terms "
        "member_region_count member_ids organisation_count net_ec_contribution_eur ec_max_contribution_eur "
        "programme_name has_participations topic_id fact_source"
    ),
    shown=names(
        "acronym title programme_name project_year member_region_count organisation_count net_ec_contribution_eur "
        "ec_max_contribution_eur theme_score matched_terms"
    ),
    load=_load_joint_projects,
    parameters=("partnership",),
    required=("partnership",),
    address="marts_core.fct_joint_project",
    rests_on=("registry", "cordis", "i3"),
)

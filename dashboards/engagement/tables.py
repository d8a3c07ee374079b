"""Tables of this folder's pages, with the files of the same names."""

from dashboards.engagement.queries import narrowed
from dashboards.tables import Load, TableSpec, names

_PARTNERSHIP = {"partnership": "partnership_id = $partnership"}
_NAMED = "inner join (from marts_core.dim_partnership where not is_placeholder) as partnerships using (partnership_id)"
_NICHES = f"{_NAMED} inner join marts_core.dim_niche as niches using (partnership_id, niche_id)"
_REGION_NAMES = "(select nuts_code, any_value(region_name) as name from marts_core.dim_region group by nuts_code)"
_ENGLISH_NAMES = _REGION_NAMES.replace(
    "any_value(region_name) as name", "max(region_name_english) as region_name_english"
)
_ORGANISATION_NAMES = "(select organisation_id, organisation_name as name from marts_core.dim_organisation)"
# A missing member could be the partner of a known one: what is zero with a partial list is not known.
_OBSERVED = ", ".join(
    f"if(is_membership_complete or {seen} > 0, {column}, null) as {column}"
    for seen, column in (
        ("active_member_count", "active_member_count"),
        ("active_member_count", "active_member_share"),
        ("active_member_count", "joint_project_count"),
        ("active_member_count", "pair_density_share"),
        ("newcomer_count", "newcomer_count"),
        ("lapsed_count", "lapsed_count"),
    )
)
_SEEN = ", ".join(
    f"if(level = 'unknown', null, {column}) as {column}"
    for column in ("joint_project_count", "joint_project_share", "organisation_count", "net_ec_contribution_eur")
)


def _table(  # noqa: PLR0917 - a table is read as one line after the other
    name: str,
    title: str,
    one_row: str,
    mart: str,
    shown: str,
    more: str,
    load: Load,
    parameters: str = "partnership",
    sources: str = "registry cordis",
    may_lack: str = "",
) -> TableSpec:
    """A table whose file has what the page shows, and then more."""
    return TableSpec(
        name=name,
        title=title,
        one_row=f"One row is one {one_row}.",
        columns=names(f"{shown} {more}"),
        shown=names(shown),
        may_lack=names(may_lack),
        load=load,
        parameters=names(parameters),
        rests_on=names(sources),
        address=f"marts_engagement.{mart}",
    )


ENGAGEMENT = _table(
    "engagement",
    "Engagement of partnerships",
    "partnership",
    "fct_partnership_engagement",
    "partnership_name members_words active_member_share active_member_share_low active_member_share_high gini_share "
    "pair_density_share newcomer_count lapsed_count score latest_act_date",
    "partnership_id platform_name member_count observable_member_count active_member_count joint_project_count "
    "silent_lead_count unknown_lead_count act_count act_points observed_to",
    narrowed(
        f"select * replace ({_OBSERVED}) from marts_engagement.fct_partnership_engagement {_NAMED}",
        "active_member_count desc nulls last, partnership_id",
        _PARTNERSHIP,
    ),
)
ENGAGEMENT_REGIONS = _table(
    "engagement-regions",
    "Engagement of members",
    "member of one partnership",
    "fct_region_engagement",
    "partnership_name region_name role level is_level_at_least joint_project_share joint_project_count "
    "latest_project_year score latest_act_date lead_sign",
    "region_name_english partnership_id member_id theme_project_count organisation_count net_ec_contribution_eur "
    "first_project_year act_points_declared act_points_public_record act_count",
    narrowed(
        f"select * replace ({_SEEN}) from marts_engagement.fct_region_engagement {_NAMED} "
        f"left join {_ENGLISH_NAMES} as english using (nuts_code)",
        "joint_project_share desc nulls last, joint_project_count desc nulls last, partnership_id, member_id",
        {**_PARTNERSHIP, "leads": "lead_sign is not null"},
    ),
    parameters="partnership leads",
    may_lack="lead_sign region_name_english",
)
ENGAGEMENT_ACTS = _table(
    "engagement-acts",
    "Acts and what they add",
    "act",
    "fct_engagement_part",
    "partnership_name region_name act_kind act_name act_from evidence act_weight age_months act_points left_out_reason",
    "partnership_id member_id act_to source",
    narrowed(
        "select acts.*, partnership_name from marts_engagement.fct_engagement_part as acts "
        "left join marts_core.dim_partnership as partnerships using (partnership_id)",
        "act_points desc nulls last, act_from desc nulls last, act_id",
        _PARTNERSHIP,
    ),
    sources="registry",
    may_lack="region_name left_out_reason act_points age_months partnership_name",
)
ENGAGEMENT_HALF_YEARS = _table(
    "engagement-half-years",
    "Half-years",
    "partnership and one half-year",
    "fct_engagement_half_year",
    "partnership_name half_year declared_act_count public_record_act_count acting_member_count vague_act_count "
    "year_joint_project_count observed_share",
    "partnership_id project_year",
    narrowed(
        f"select * from marts_engagement.fct_engagement_half_year {_NAMED}",
        "declared_act_count + public_record_act_count > 0 desc, half_year desc, partnership_id",
        _PARTNERSHIP,
    ),
    may_lack="observed_share",
)
REGION_PAIRS = _table(
    "region-pairs",
    "Pairs of regions beside what chance would give",
    "pair of regions that shares a project",
    "fct_region_pair",
    "region_a region_name region_b other_region_name project_count expected_count excess_probability "
    "is_more_than_expected",
    "observed_to is_demo",
    narrowed(
        "select pairs.*, ours.name as region_name, theirs.name as other_region_name "
        "from marts_engagement.fct_region_pair as pairs "
        f"left join {_REGION_NAMES} as ours on region_a = ours.nuts_code "
        f"left join {_REGION_NAMES} as theirs on region_b = theirs.nuts_code",
        "project_count - expected_count desc, region_a, region_b",
        {"region": "$region in (region_a, region_b)"},
    ),
    parameters="region",
    sources="cordis",
)
REGION_EDGES = _table(
    "region-edges",
    "Pairs of regions in the theme, by year",
    "pair of regions, one year and one theme",
    "fct_region_edge",
    "region_a region_b project_year project_count newman_weight net_ec_contribution_eur",
    "partnership_id is_demo",
    narrowed(
        "select * from marts_engagement.fct_region_edge",
        "project_count desc, newman_weight desc, region_edge_id",
        {**_PARTNERSHIP, "region": "$region in (region_a, region_b)"},
        partnership="all",
    ),
    parameters="partnership region",
    sources="cordis",
)
ORGANISATION_EDGES = _table(
    "organisation-edges",
    "Pairs of organisations in joint projects",
    "pair of organisations, one partnership and one year",
    "fct_organisation_edge",
    "partnership_name organisation_name other_organisation_name project_year project_count newman_weight "
    "net_ec_contribution_eur",
    "partnership_id organisation_a organisation_b is_demo",
    narrowed(
        "select edges.*, partnership_name, ours.name as organisation_name, theirs.name as other_organisation_name "
        f"from marts_engagement.fct_organisation_edge as edges {_NAMED} "
        f"left join {_ORGANISATION_NAMES} as ours on organisation_a = ours.organisation_id "
        f"left join {_ORGANISATION_NAMES} as theirs on organisation_b = theirs.organisation_id",
        "project_count desc, newman_weight desc, organisation_edge_id",
        _PARTNERSHIP,
    ),
    may_lack="organisation_name other_organisation_name",
)
BRIDGES = _table(
    "bridges",
    "Who bridges, and what falls apart without them",
    "organisation or region of one network",
    "fct_bridge",
    "node_kind node_id node_name neighbour_count betweenness_share is_articulation parted_ids community_number "
    "component_number",
    "network_id is_demo",
    narrowed(
        "select bridges.*, coalesce(regions.name, organisations.name) as node_name "
        f"from marts_engagement.fct_bridge as bridges left join {_REGION_NAMES} as regions on node_id = nuts_code "
        f"left join {_ORGANISATION_NAMES} as organisations on node_id = organisation_id",
        "betweenness_share desc, neighbour_count desc, node_kind, node_id",
        {"partnership": "network_id = $partnership"},
        partnership="all",
    ),
    may_lack="node_name parted_ids",
)
PARTNERSHIP_OVERLAP = _table(
    "partnership-overlap",
    "What two partnerships share",
    "pair of partnerships",
    "fct_partnership_overlap",
    "partnership_name other_partnership_name shared_region_count shared_organisation_count shared_project_count "
    "shared_topic_count join_forces_reasons is_join_forces",
    "partnership_a partnership_b shared_region_share shared_organisation_share shared_project_share shared_topic_share "
    "observed_to",
    narrowed(
        "select overlap.*, ours.partnership_name, theirs.partnership_name as other_partnership_name "
        "from marts_engagement.fct_partnership_overlap as overlap "
        "inner join marts_core.dim_partnership as ours on partnership_a = ours.partnership_id "
        "inner join marts_core.dim_partnership as theirs on partnership_b = theirs.partnership_id",
        "len(join_forces_reasons) desc, shared_organisation_count desc, shared_project_count desc, partnership_a, "
        "partnership_b",
        {"partnership": "$partnership in (partnership_a, partnership_b)"},
    ),
    sources="registry cordis funding_tenders",
    may_lack="join_forces_reasons",
)
SCOPING = _table(
    "scoping",
    "Interest and expertise by niche and region",
    "niche and one region",
    "fct_scoping_cell",
    "partnership_name niche_name region_name country_code is_member quadrant interest_basis expertise_basis "
    "project_count",
    "partnership_id niche_id region_id stated_interest stated_expertise observed_to is_demo",
    narrowed(
        f"select cells.*, partnership_name, niche_name from marts_engagement.fct_scoping_cell as cells {_NICHES}",
        "is_member desc, project_count desc nulls last, partnership_id, niche_id, region_id",
        {**_PARTNERSHIP, "members": "is_member"},
    ),
    parameters="partnership members",
)
COMPETENCES = _table(
    "competences",
    "Competences by niche",
    "niche and one region or organisation",
    "fct_competence",
    "partnership_name niche_name holder_kind holder_name country_code is_in_member_region project_count expected_count "
    "specialisation latest_project_year open_topic_count",
    "partnership_id niche_id holder_id nuts_code all_project_count is_competence observed_to is_demo",
    narrowed(
        "select competences.*, partnership_name, niche_name "
        f"from marts_engagement.fct_competence as competences {_NICHES}",
        "specialisation desc, project_count desc, partnership_id, niche_id, holder_id",
        {**_PARTNERSHIP, "region": "starts_with(nuts_code, $region)"},
    ),
    parameters="partnership region",
    sources="registry cordis funding_tenders",
    may_lack="holder_name",
)
PARTNERING_REGIONS, PARTNERING_ORGANISATIONS = (
    _table(
        f"partnering-{kind}s",
        f"{kind.capitalize()}s that could join",
        f"partnership and one {outside}",
        "fct_partnering_candidate",
        "partnership_name candidate_rank rank_for_candidate candidate_name country_code score theme_project_count "
        "in_partnership_count missing_niches tie_projects tie_members",
        "partnership_id candidate_id tie_project_count evidence_share company_share ties_share "
        "complement_share gain_share observed_to is_demo",
        narrowed(
            "select candidates.*, partnership_name "
            f"from marts_engagement.fct_partnering_candidate as candidates {_NAMED}",
            "candidate_rank, score desc, partnership_id, candidate_id",
            {
                **_PARTNERSHIP,
                "kind": f"candidate_kind = '{kind}'",
                "region": "starts_with(candidate_id, $region)",
                "in_none": "in_partnership_count = 0",
            },
            kind="",
        ),
        parameters=parameters,
        sources="registry cordis funding_tenders",
        may_lack="missing_niches tie_projects tie_members in_partnership_count rank_for_candidate candidate_name",
    )
    for kind, outside, parameters in (
        ("region", "region outside", "partnership region in_none"),
        ("organisation", "organisation in none of its joint projects", "partnership"),
    )
)

"""Tables of this folder's pages, with the files of the same names."""

from dashboards.engagement.queries import narrowed
from dashboards.tables import TableSpec, names

_PARTNERSHIP = {"partnership": "partnership_id = $partnership"}
_NAMED = "inner join marts_core.dim_partnership as partnerships using (partnership_id)"
_REGION_NAMES = "(select nuts_code, any_value(region_name) as name from marts_core.dim_region group by nuts_code)"
_ORGANISATION_NAMES = "(select organisation_id, organisation_name as name from marts_core.dim_organisation)"
_RESTS_ON = ("registry", "cordis")

ENGAGEMENT = TableSpec(
    name="engagement",
    title="Engagement of partnerships",
    one_row="One row is one partnership.",
    columns=names(
        "partnership_id partnership_name platform_name members_words member_count observable_member_count "
        "active_member_count active_member_share active_member_share_low active_member_share_high joint_project_count "
        "gini_share pair_density_share newcomer_count lapsed_count silent_lead_count unknown_lead_count act_count "
        "act_points score latest_act_date observed_to"
    ),
    shown=names(
        "partnership_name members_words active_member_share active_member_share_low active_member_share_high "
        "gini_share pair_density_share newcomer_count lapsed_count score latest_act_date"
    ),
    load=narrowed(
        f"select * from marts_engagement.fct_partnership_engagement {_NAMED}",
        "active_member_count desc nulls last, partnership_id",
        _PARTNERSHIP,
    ),
    parameters=("partnership",),
    rests_on=_RESTS_ON,
    address="marts_engagement.fct_partnership_engagement",
)

ENGAGEMENT_REGIONS = TableSpec(
    name="engagement-regions",
    title="Engagement of members",
    one_row="One row is one member of one partnership.",
    columns=names(
        "partnership_id partnership_name member_id region_name role level is_level_at_least joint_project_share "
        "theme_project_count joint_project_count organisation_count net_ec_contribution_eur first_project_year "
        "latest_project_year score act_points_declared act_points_public_record act_count latest_act_date lead_sign"
    ),
    shown=names(
        "partnership_name region_name role level is_level_at_least joint_project_share joint_project_count "
        "latest_project_year score latest_act_date lead_sign"
    ),
    may_lack=("lead_sign",),
    load=narrowed(
        f"select * from marts_engagement.fct_region_engagement {_NAMED}",
        "joint_project_share desc nulls last, joint_project_count desc nulls last, partnership_id, member_id",
        {**_PARTNERSHIP, "leads": "lead_sign is not null"},
    ),
    parameters=("partnership", "leads"),
    rests_on=_RESTS_ON,
    address="marts_engagement.fct_region_engagement",
)

ENGAGEMENT_ACTS = TableSpec(
    name="engagement-acts",
    title="Acts and what they add",
    one_row="One row is one act.",
    columns=names(
        "partnership_id partnership_name member_id region_name act_kind act_name act_from act_to evidence act_weight "
        "age_months act_points left_out_reason source"
    ),
    shown=names(
        "partnership_name region_name act_kind act_name act_from evidence act_weight age_months act_points "
        "left_out_reason"
    ),
    may_lack=("region_name", "left_out_reason", "act_points", "age_months", "partnership_name"),
    load=narrowed(
        "select acts.*, partnerships.partnership_name from marts_engagement.fct_engagement_part as acts "
        "left join marts_core.dim_partnership as partnerships using (partnership_id)",
        "act_points desc nulls last, act_from desc nulls last, act_id",
        _PARTNERSHIP,
    ),
    parameters=("partnership",),
    rests_on=("registry",),
    address="marts_engagement.fct_engagement_part",
)

ENGAGEMENT_HALF_YEARS = TableSpec(
    name="engagement-half-years",
    title="Half-years",
    one_row="One row is one partnership and one half-year.",
    columns=names(
        "partnership_id partnership_name half_year declared_act_count public_record_act_count acting_member_count "
        "vague_act_count project_year year_joint_project_count observed_share"
    ),
    shown=names(
        "partnership_name half_year declared_act_count public_record_act_count acting_member_count vague_act_count "
        "year_joint_project_count observed_share"
    ),
    may_lack=("observed_share",),
    load=narrowed(
        f"select * from marts_engagement.fct_engagement_half_year {_NAMED}",
        "half_year desc, partnership_id",
        _PARTNERSHIP,
    ),
    parameters=("partnership",),
    rests_on=_RESTS_ON,
    address="marts_engagement.fct_engagement_half_year",
)

REGION_PAIRS = TableSpec(
    name="region-pairs",
    title="Pairs of regions beside what chance would give",
    one_row="One row is one pair of regions that shares a project.",
    columns=names(
        "region_a region_name region_b other_region_name project_count expected_count excess_probability "
        "is_more_than_expected observed_to"
    ),
    load=narrowed(
        "select pairs.*, ours.name as region_name, theirs.name as other_region_name "
        f"from marts_engagement.fct_region_pair as pairs left join {_REGION_NAMES} as ours on region_a = "
        f"ours.nuts_code left join {_REGION_NAMES} as theirs on region_b = theirs.nuts_code",
        "project_count - expected_count desc, region_a, region_b",
        {"region": "$region in (region_a, region_b)"},
    ),
    parameters=("region",),
    rests_on=("cordis",),
    address="marts_engagement.fct_region_pair",
)

REGION_EDGES = TableSpec(
    name="region-edges",
    title="Pairs of regions in the theme, by year",
    one_row="One row is one pair of regions, one year and one theme.",
    columns=names(
        "partnership_id region_a region_b project_year project_count newman_weight net_ec_contribution_eur is_demo"
    ),
    shown=names("region_a region_b project_year project_count newman_weight net_ec_contribution_eur"),
    load=narrowed(
        "select * from marts_engagement.fct_region_edge",
        "project_count desc, newman_weight desc, region_edge_id",
        {**_PARTNERSHIP, "region": "$region in (region_a, region_b)"},
        partnership="all",
    ),
    parameters=("partnership", "region"),
    rests_on=("cordis",),
    address="marts_engagement.fct_region_edge",
)

ORGANISATION_EDGES = TableSpec(
    name="organisation-edges",
    title="Pairs of organisations in joint projects",
    one_row="One row is one pair of organisations, one partnership and one year.",
    columns=names(
        "partnership_id partnership_name organisation_a organisation_name organisation_b other_organisation_name "
        "project_year project_count newman_weight net_ec_contribution_eur is_demo"
    ),
    shown=names(
        "partnership_name organisation_name other_organisation_name project_year project_count newman_weight "
        "net_ec_contribution_eur"
    ),
    may_lack=("organisation_name", "other_organisation_name"),
    load=narrowed(
        "select edges.*, partnership_name, ours.name as organisation_name, theirs.name as other_organisation_name "
        f"from marts_engagement.fct_organisation_edge as edges {_NAMED} "
        f"left join {_ORGANISATION_NAMES} as ours on organisation_a = ours.organisation_id "
        f"left join {_ORGANISATION_NAMES} as theirs on organisation_b = theirs.organisation_id",
        "project_count desc, newman_weight desc, organisation_edge_id",
        _PARTNERSHIP,
    ),
    parameters=("partnership",),
    rests_on=_RESTS_ON,
    address="marts_engagement.fct_organisation_edge",
)

BRIDGES = TableSpec(
    name="bridges",
    title="Who bridges, and what falls apart without them",
    one_row="One row is one organisation or region of one network.",
    columns=names(
        "network_id node_kind node_id node_name neighbour_count betweenness_share is_articulation parted_ids "
        "community_number component_number is_demo"
    ),
    shown=names(
        "node_kind node_id node_name neighbour_count betweenness_share is_articulation parted_ids community_number "
        "component_number"
    ),
    may_lack=("node_name", "parted_ids"),
    load=narrowed(
        "select bridges.*, coalesce(regions.name, organisations.name) as node_name "
        f"from marts_engagement.fct_bridge as bridges left join {_REGION_NAMES} as regions on node_id = "
        f"regions.nuts_code left join {_ORGANISATION_NAMES} as organisations on node_id = "
        "organisations.organisation_id",
        "betweenness_share desc, neighbour_count desc, node_kind, node_id",
        {"partnership": "network_id = $partnership"},
        partnership="all",
    ),
    parameters=("partnership",),
    rests_on=_RESTS_ON,
    address="marts_engagement.fct_bridge",
)

PARTNERSHIP_OVERLAP = TableSpec(
    name="partnership-overlap",
    title="What two partnerships share",
    one_row="One row is one pair of partnerships.",
    columns=names(
        "partnership_a partnership_name partnership_b other_partnership_name shared_region_count shared_region_share "
        "shared_organisation_count shared_organisation_share shared_project_count shared_project_share "
        "shared_topic_count shared_topic_share join_forces_reasons is_join_forces observed_to"
    ),
    shown=names(
        "partnership_name other_partnership_name shared_region_count shared_organisation_count shared_project_count "
        "shared_topic_count join_forces_reasons is_join_forces"
    ),
    may_lack=("join_forces_reasons",),
    load=narrowed(
        "select overlap.*, ours.partnership_name, theirs.partnership_name as other_partnership_name "
        "from marts_engagement.fct_partnership_overlap as overlap "
        "inner join marts_core.dim_partnership as ours on partnership_a = ours.partnership_id "
        "inner join marts_core.dim_partnership as theirs on partnership_b = theirs.partnership_id",
        "len(join_forces_reasons) desc, shared_organisation_count desc, shared_project_count desc, partnership_a, "
        "partnership_b",
        {"partnership": "$partnership in (partnership_a, partnership_b)"},
    ),
    parameters=("partnership",),
    rests_on=("registry", "cordis", "funding_tenders"),
    address="marts_engagement.fct_partnership_overlap",
)

_NICHES = f"{_NAMED} inner join marts_core.dim_niche as niches using (partnership_id, niche_id)"

SCOPING = TableSpec(
    name="scoping",
    title="Interest and expertise by niche and region",
    one_row="One row is one niche and one region.",
    columns=names(
        "partnership_id partnership_name niche_id niche_name region_id region_name country_code is_member quadrant "
        "interest_basis expertise_basis stated_interest stated_expertise project_count observed_to is_demo"
    ),
    shown=names(
        "partnership_name niche_name region_name country_code is_member quadrant interest_basis expertise_basis "
        "project_count"
    ),
    load=narrowed(
        f"select cells.*, partnership_name, niche_name from marts_engagement.fct_scoping_cell as cells {_NICHES}",
        "is_member desc, project_count desc nulls last, partnership_id, niche_id, region_id",
        {**_PARTNERSHIP, "members": "is_member"},
    ),
    parameters=("partnership", "members"),
    rests_on=_RESTS_ON,
    address="marts_engagement.fct_scoping_cell",
)

COMPETENCES = TableSpec(
    name="competences",
    title="Competences by niche",
    one_row="One row is one niche and one region or organisation.",
    columns=names(
        "partnership_id partnership_name niche_id niche_name holder_kind holder_id holder_name country_code nuts_code "
        "is_in_member_region project_count all_project_count expected_count specialisation is_competence "
        "latest_project_year open_topic_count observed_to is_demo"
    ),
    shown=names(
        "partnership_name niche_name holder_kind holder_name country_code is_in_member_region project_count "
        "expected_count specialisation latest_project_year open_topic_count"
    ),
    may_lack=("holder_name",),
    load=narrowed(
        "select competences.*, partnership_name, niche_name "
        f"from marts_engagement.fct_competence as competences {_NICHES}",
        "specialisation desc, project_count desc, partnership_id, niche_id, holder_id",
        {**_PARTNERSHIP, "region": "starts_with(nuts_code, $region)"},
    ),
    parameters=("partnership", "region"),
    rests_on=("registry", "cordis", "funding_tenders"),
    address="marts_engagement.fct_competence",
)


def _candidates(kind: str, title: str) -> TableSpec:
    return TableSpec(
        name=f"partnering-{kind}s",
        title=title,
        one_row=f"One row is one partnership and one {kind} outside.",
        columns=names(
            "partnership_id partnership_name candidate_rank candidate_id candidate_name country_code score "
            "rank_for_candidate theme_project_count in_partnership_count missing_niches tie_project_count tie_projects "
            "tie_members evidence_share company_share ties_share complement_share gain_share observed_to is_demo"
        ),
        shown=names(
            "partnership_name candidate_rank candidate_name country_code score theme_project_count "
            "in_partnership_count missing_niches tie_projects tie_members"
        ),
        may_lack=names(
            "missing_niches tie_projects tie_members in_partnership_count rank_for_candidate candidate_name"
        ),
        load=narrowed(
            "select candidates.*, partnership_name from marts_engagement.fct_partnering_candidate as candidates "
            f"{_NAMED}",
            "candidate_rank, score desc, partnership_id, candidate_id",
            {
                **_PARTNERSHIP,
                "kind": f"candidate_kind = '{kind}'",
                "region": "starts_with(candidate_id, $region)",
                "in_none": "in_partnership_count = 0",
            },
            kind="",
        ),
        parameters=("partnership", "region", "in_none") if kind == "region" else ("partnership",),
        rests_on=("registry", "cordis", "funding_tenders"),
        address="marts_engagement.fct_partnering_candidate",
    )


PARTNERING_REGIONS = _candidates("region", "Regions that could join")
PARTNERING_ORGANISATIONS = _candidates("organisation", "Organisations that could join")

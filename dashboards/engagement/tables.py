"""Tables of who carries a partnership and who works with whom, with the files of the same names.

Those of competences and of who could join are in `partnering_tables`.
"""

from dashboards.engagement.queries import narrowed
from dashboards.tables import Load, TableSpec, names

PARTNERSHIP = {"partnership": "partnership_id = $partnership"}
NAMED = "inner join (from marts_core.dim_partnership where not is_placeholder) as partnerships using (partnership_id)"
_REGION_NAMES = "(select nuts_code, any_value(region_name) as name from marts_core.dim_region group by nuts_code)"
ENGLISH_NAMES = _REGION_NAMES.replace(
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


def lay_table(  # noqa: PLR0917 - a table is read as one line after the other
    name: str,
    mart: str,
    shown: str,
    more: str,
    load: Load,
    parameters: str = "partnership",
    sources: str = "registry cordis",
    may_lack: str = "",
    required: str = "",
) -> TableSpec:
    """A table whose file has what the page shows, and then more."""
    return TableSpec(
        name=name,
        columns=names(f"{shown} {more}"),
        shown=names(shown),
        may_lack=names(may_lack),
        load=load,
        parameters=names(parameters),
        required=names(required),
        rests_on=names(sources),
        address=f"marts_engagement.{mart}",
    )


ENGAGEMENT = lay_table(
    "engagement",
    "fct_partnership_engagement",
    "partnership_name members_words active_member_share active_member_share_low active_member_share_high gini_share "
    "pair_density_share newcomer_count lapsed_count score latest_act_date",
    "partnership_id platform_name member_count observable_member_count active_member_count joint_project_count "
    "silent_lead_count unknown_lead_count act_count act_points observed_to",
    narrowed(
        f"select * replace ({_OBSERVED}) from marts_engagement.fct_partnership_engagement {NAMED}",
        "active_member_count desc nulls last, partnership_id",
        PARTNERSHIP,
    ),
)
ENGAGEMENT_REGIONS = lay_table(
    "engagement-regions",
    "fct_region_engagement",
    "partnership_name region_name role level is_level_at_least joint_project_share joint_project_count "
    "latest_project_year score latest_act_date lead_sign",
    "region_name_english partnership_id member_id theme_project_count organisation_count net_ec_contribution_eur "
    "first_project_year act_points_declared act_points_public_record act_count",
    narrowed(
        f"select * replace ({_SEEN}) from marts_engagement.fct_region_engagement {NAMED} "
        f"left join {ENGLISH_NAMES} as english using (nuts_code)",
        "joint_project_share desc nulls last, joint_project_count desc nulls last, partnership_id, member_id",
        {**PARTNERSHIP, "leads": "lead_sign is not null"},
    ),
    parameters="partnership leads",
    may_lack="lead_sign region_name_english",
)
ENGAGEMENT_ACTS = lay_table(
    "engagement-acts",
    "fct_engagement_part",
    "partnership_name region_name act_kind act_name act_from evidence act_weight age_months act_points left_out_reason",
    "partnership_id member_id act_to source",
    narrowed(
        "select acts.*, partnership_name from marts_engagement.fct_engagement_part as acts "
        "left join marts_core.dim_partnership as partnerships using (partnership_id)",
        "act_points desc nulls last, act_from desc nulls last, act_id",
        PARTNERSHIP,
    ),
    sources="registry",
    may_lack="region_name left_out_reason act_points age_months partnership_name",
)
ENGAGEMENT_HALF_YEARS = lay_table(
    "engagement-half-years",
    "fct_engagement_half_year",
    "partnership_name half_year declared_act_count public_record_act_count acting_member_count vague_act_count "
    "year_joint_project_count observed_share",
    "partnership_id project_year",
    narrowed(
        f"select * from marts_engagement.fct_engagement_half_year {NAMED}",
        "declared_act_count + public_record_act_count > 0 desc, half_year desc, partnership_id",
        PARTNERSHIP,
    ),
    may_lack="observed_share",
)
REGION_PAIRS = lay_table(
    "region-pairs",
    "fct_region_pair",
    "region_a region_name region_b other_region_name project_count expected_count excess_probability "
    "is_more_than_expected",
    "partnership_id observed_to is_demo",
    narrowed(
        "select pairs.*, ours.name as region_name, theirs.name as other_region_name "
        "from marts_engagement.fct_region_pair as pairs "
        f"left join {_REGION_NAMES} as ours on region_a = ours.nuts_code "
        f"left join {_REGION_NAMES} as theirs on region_b = theirs.nuts_code",
        "project_count - expected_count desc, region_a, region_b",
        {**PARTNERSHIP, "region": "$region in (region_a, region_b)"},
        partnership="all",
    ),
    parameters="partnership region",
    sources="cordis",
)
REGION_EDGES = lay_table(
    "region-edges",
    "fct_region_edge",
    "region_a region_b project_year project_count newman_weight net_ec_contribution_eur",
    "partnership_id is_demo",
    narrowed(
        "select * from marts_engagement.fct_region_edge",
        "project_count desc, newman_weight desc, region_edge_id",
        {**PARTNERSHIP, "region": "$region in (region_a, region_b)"},
        partnership="all",
    ),
    parameters="partnership region",
    sources="cordis",
)
ORGANISATION_EDGES = lay_table(
    "organisation-edges",
    "fct_organisation_edge",
    "partnership_name organisation_name other_organisation_name project_year project_count newman_weight "
    "net_ec_contribution_eur",
    "partnership_id organisation_a organisation_b is_demo",
    narrowed(
        "select edges.*, partnership_name, ours.name as organisation_name, theirs.name as other_organisation_name "
        f"from marts_engagement.fct_organisation_edge as edges {NAMED} "
        f"left join {_ORGANISATION_NAMES} as ours on organisation_a = ours.organisation_id "
        f"left join {_ORGANISATION_NAMES} as theirs on organisation_b = theirs.organisation_id",
        "project_count desc, newman_weight desc, organisation_edge_id",
        PARTNERSHIP,
    ),
    may_lack="organisation_name other_organisation_name",
)
JOINT_ORGANISATIONS = lay_table(
    "joint-organisations",
    "fct_organisation_theme",
    "organisation_name country_code helix partnership_name member_region_count joint_project_count",
    "organisation_id partnership_id",
    narrowed(
        f"""
        select * from (
            select organisations.organisation_id, any_value(organisation_name) as organisation_name,
                any_value(organisations.country_code) as country_code, any_value(helix) as helix, partnership_id,
                any_value(partnership_name) as partnership_name,
                count(distinct member_id) as member_region_count, count(distinct project_id) as joint_project_count
            from (select distinct partnership_id, project_id, member_id from marts_core.bridge_joint_participation)
            inner join (select distinct project_id, organisation_id from marts_core.fct_participation)
                using (project_id)
            inner join marts_core.dim_organisation as organisations using (organisation_id) {NAMED}
            where not is_name_withheld
            group by organisations.organisation_id, partnership_id
        )
        """,
        "member_region_count desc, joint_project_count desc, organisation_name, partnership_id",
        PARTNERSHIP,
    ),
    may_lack="helix",
)
BRIDGES = lay_table(
    "bridges",
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
PARTNERSHIP_OVERLAP = lay_table(
    "partnership-overlap",
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
CLUSTERS = lay_table(
    "clusters",
    "fct_cluster",
    "cluster_name country_code region_name recognised_by confidence project_count partnership_names project_names",
    "cluster_id organisation_id nuts_code website_url activity_type_code partnership_ids observed_to",
    narrowed(
        "select * from marts_engagement.fct_cluster",
        "len(partnership_ids) desc, project_count desc, cluster_id",
        {
            "partnership": "list_contains(partnership_ids, $partnership)",
            "region": "(starts_with(nuts_code, $region) or starts_with($region, nuts_code))",
        },
    ),
    parameters="partnership region",
    sources="registry cordis i3",
    may_lack="organisation_id website_url activity_type_code partnership_ids partnership_names project_names",
)
MEMBER_CLUSTERS = lay_table(
    "member-clusters",
    "fct_cluster",
    "partnership_name region_name role cluster_count cluster_names",
    "partnership_id member_id nuts_code",
    narrowed(
        f"""
        select members.*, partnership_name,
            if(nuts_code is null, null, coalesce(len(found.cluster_names), 0)) as cluster_count,
            if(nuts_code is null, null, coalesce(found.cluster_names, [])) as cluster_names
        from (
            select partnership_id, member_id, nuts_code, region_name, role from marts_engagement.fct_region_engagement
        ) as members {NAMED}
        left join (
            select codes.nuts_code, list(cluster_name order by project_count desc, cluster_name) as cluster_names
            from (select distinct nuts_code from marts_engagement.fct_region_engagement) as codes
            inner join marts_engagement.fct_cluster as clusters on starts_with(clusters.nuts_code, codes.nuts_code)
            group by codes.nuts_code
        ) as found using (nuts_code)
        """,
        "cluster_count nulls last, partnership_id, member_id",
        {**PARTNERSHIP, "without": "cluster_count = 0"},
    ),
    parameters="partnership without",
    may_lack="nuts_code cluster_names",
)

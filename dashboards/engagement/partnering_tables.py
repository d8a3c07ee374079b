"""Tables of competences, of where interest meets expertise and of who could join, with the files of the same names."""

from dashboards.engagement.queries import narrowed
from dashboards.engagement.tables import ENGLISH_NAMES, NAMED, PARTNERSHIP, lay_table

_NICHES = f"{NAMED} inner join marts_core.dim_niche as niches using (partnership_id, niche_id)"
# What known members show of a niche, and who shows it outside; without a member that could be seen, nothing is known.
_SHOWN = """(
    select partnership_id, niche_id,
        bool_or(is_member and quadrant != 'unknown') as has_members,
        count(*) filter (is_member and is_shown) as member_holder_count,
        coalesce(list(region_name order by project_count desc, region_id) filter (is_member and is_shown), [])
            as member_names,
        count(*) filter (not is_member and is_shown) as outside_region_count,
        coalesce(list(region_name order by project_count desc, region_id) filter (not is_member and is_shown), [])[:3]
            as outside_names
    from (select *, quadrant in ('strength', 'hidden_strength') as is_shown from marts_engagement.fct_scoping_cell)
    group by partnership_id, niche_id
)"""
_ASKED = """(
    select partnership_id, niche_id, max(open_topic_count) as asked_count
    from marts_engagement.fct_competence group by partnership_id, niche_id
)"""
_OF_MEMBERS = """if(has_members, member_holder_count, null) as member_holder_count,
    if(has_members, member_names, null) as member_names"""
_WORDS = """len(list_filter(
    string_split(lower(strip_accents($field)), ' '),
    lambda word: not contains(
        lower(strip_accents(concat_ws(' ', niche_name, array_to_string(niche_synonyms, ' '), niche_description))), word
    )
)) = 0"""

SCOPING = lay_table(
    "scoping",
    "fct_scoping_cell",
    "partnership_name niche_name region_name region_name_english country_code is_member quadrant interest_basis "
    "expertise_basis project_count",
    "partnership_id niche_id region_id stated_interest stated_expertise observed_to is_demo",
    narrowed(
        "select cells.*, partnership_name, niche_name, region_name_english "
        f"from marts_engagement.fct_scoping_cell as cells {_NICHES} "
        f"left join {ENGLISH_NAMES} as english on cells.region_id = english.nuts_code",
        "is_member desc, project_count desc nulls last, partnership_id, niche_id, region_id",
        {**PARTNERSHIP, "members": "is_member"},
    ),
    parameters="partnership members",
    may_lack="region_name_english",
)
COMPETENCES = lay_table(
    "competences",
    "fct_competence",
    "partnership_name niche_name holder_kind holder_name country_code is_in_member_region project_count "
    "specialisation latest_project_year latest_project_name holder_names",
    "open_topic_count partnership_id niche_id holder_id nuts_code all_project_count expected_count is_competence "
    "observed_to is_demo",
    narrowed(
        "select competences.*, partnership_name, niche_name "
        f"from marts_engagement.fct_competence as competences {_NICHES}",
        "specialisation desc, project_count desc, partnership_id, niche_id, holder_id",
        {
            **PARTNERSHIP,
            "region": "starts_with(nuts_code, $region)",
            "organisation": "holder_id = $organisation",
            "regions": "holder_kind = 'region'",
        },
    ),
    parameters="partnership region organisation regions",
    sources="registry cordis funding_tenders",
    may_lack="holder_name holder_names latest_project_name",
)
PARTNERING_REGIONS, PARTNERING_ORGANISATIONS = (
    lay_table(
        f"partnering-{kind}s",
        "fct_partnering_candidate",
        "partnership_name candidate_rank rank_for_candidate candidate_name country_code score theme_project_count "
        "in_partnership_count missing_niches tie_projects tie_members",
        "partnership_id candidate_id tie_project_count evidence_share company_share ties_share "
        "complement_share gain_share observed_to is_demo",
        narrowed(
            "select candidates.*, partnership_name "
            f"from marts_engagement.fct_partnering_candidate as candidates {NAMED}",
            "candidate_rank, score desc, partnership_id, candidate_id",
            {
                **PARTNERSHIP,
                "kind": f"candidate_kind = '{kind}'",
                "region": "(starts_with(candidate_id, $region) or starts_with($region, candidate_id))",
                "in_none": "in_partnership_count = 0",
            },
            kind="",
        ),
        parameters=parameters,
        sources="registry cordis funding_tenders",
        may_lack="missing_niches tie_projects tie_members in_partnership_count rank_for_candidate candidate_name",
    )
    for kind, parameters in (
        ("region", "partnership region in_none"),
        ("organisation", "partnership"),
    )
)
VALUE_CHAIN = lay_table(
    "value-chain",
    "fct_scoping_cell",
    "partnership_name link_name niche_name is_covered member_holder_count member_names outside_region_count "
    "outside_names asked_count",
    "partnership_id niche_id niche_synonyms link_rank",
    narrowed(
        f"""
        select partnership_id, partnership_name, chain.link_rank, chain.link_name, niche_id, niche_name, niche_synonyms,
            niche_description, if(has_members, member_holder_count > 0, null) as is_covered, {_OF_MEMBERS},
            outside_region_count, outside_names, asked_count
        from (select partnership_id, partnership_name from marts_core.dim_partnership where not is_placeholder)
        cross join (select distinct link_rank, link_name from marts_core.dim_niche where link_rank is not null) as chain
        left join marts_core.dim_niche as niches using (partnership_id, link_rank)
        left join {_SHOWN} as shown using (partnership_id, niche_id)
        left join {_ASKED} as asked using (partnership_id, niche_id)
        """,
        "partnership_name, partnership_id, link_rank, niche_name",
        {**PARTNERSHIP, "field": _WORDS, "missing": "not is_covered and asked_count > 0"},
    ),
    parameters="partnership field missing",
    sources="registry cordis funding_tenders",
    may_lack="niche_name niche_id niche_synonyms member_names outside_names outside_region_count asked_count",
)
TECHNOLOGIES = lay_table(
    "technologies",
    "fct_technology_cell",
    "partnership_name technology niche_name project_count member_project_count member_names latest_project_year",
    "partnership_id niche_id observed_to is_demo",
    narrowed(
        f"select cells.*, partnership_name, niche_name from marts_engagement.fct_technology_cell as cells {_NICHES}",
        "project_count desc, partnership_id, niche_id, technology",
        PARTNERSHIP,
    ),
    may_lack="member_names",
)
CANDIDATE_FIT = lay_table(
    "candidate-fit",
    "fct_competence",
    "region_name niche_name fit project_count specialisation latest_project_name holder_names member_holder_count "
    "asked_count",
    "partnership_id niche_id nuts_code link_name member_names",
    narrowed(
        f"""
        select * from (
            select
                regions.nuts_code, regions.region_name, niches.partnership_id, niches.niche_id, niche_name, link_name,
                coalesce(held.project_count, 0) as project_count, specialisation, latest_project_name, holder_names,
                asked_count, {_OF_MEMBERS},
                case
                    when held.project_count is null then 'nothing shown'
                    when not is_competence then 'a single project'
                    when not has_members then 'not known'
                    when member_holder_count = 0 then 'adds'
                    else 'strengthens'
                end as fit
            from (
                select nuts_code, max_by(region_name, nuts_version) as region_name
                from marts_core.dim_region where nuts_level = 2 group by nuts_code
            ) as regions
            cross join marts_core.dim_niche as niches
            left join (from marts_engagement.fct_competence where holder_kind = 'region') as held
                on held.partnership_id = niches.partnership_id and held.niche_id = niches.niche_id
                and held.holder_id = regions.nuts_code
            left join {_SHOWN} as shown
                on shown.partnership_id = niches.partnership_id and shown.niche_id = niches.niche_id
            left join {_ASKED} as asked
                on asked.partnership_id = niches.partnership_id and asked.niche_id = niches.niche_id
        )
        """,
        "list_position(['adds', 'strengthens', 'not known', 'a single project', 'nothing shown'], fit), "
        "project_count desc, nuts_code, niche_id",
        {**PARTNERSHIP, "region": "(starts_with(nuts_code, $region) or starts_with($region, nuts_code))"},
    ),
    parameters="partnership region",
    required="partnership region",
    sources="registry cordis funding_tenders",
    may_lack="specialisation latest_project_name holder_names link_name asked_count",
)
ORGANISATION_PARTNERSHIPS = lay_table(
    "organisation-partnerships",
    "fct_organisation_theme",
    "organisation_rank partnership_name theme_project_count specialisation joint_project_count is_in_member_region "
    "niche_names latest_project_year",
    "partnership_id organisation_id all_project_count observed_to is_demo",
    narrowed(
        "select themes.*, partnership_name, row_number() over (partition by organisation_id "
        "order by specialisation desc, theme_project_count desc, partnership_id) as organisation_rank "
        f"from marts_engagement.fct_organisation_theme as themes {NAMED}",
        "organisation_rank",
        {**PARTNERSHIP, "organisation": "organisation_id = $organisation"},
    ),
    parameters="organisation",
    required="organisation",
    sources="registry cordis",
    may_lack="niche_names",
)

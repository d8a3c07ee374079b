with present as (
    select
        organisation_id,
        project_id,
        bool_or(is_demo) as is_demo
    from {{ ref('fct_participation') }}
    group by organisation_id, project_id
),

totals as (
    select
        organisation_id,
        count(*) as all_project_count,
        sum(count(*)) over () as all_presence_count
    from present
    group by organisation_id
),

joint_totals as (
    select
        partnership_id,
        organisation_id,
        count(distinct project_id) as joint_project_count
    from {{ ref('int_joint_projects__participations') }}
    group by partnership_id, organisation_id
),

niches as (
    select
        niche_projects.partnership_id,
        present.organisation_id,
        list_sort(list(distinct dim_niche.niche_name)) as niche_names
    from {{ niches_of('stg_enrich__project_themes', 'project_id') }} as niche_projects
    inner join present on niche_projects.project_id = present.project_id
    inner join {{ ref('dim_niche') }} as dim_niche
        on niche_projects.partnership_id = dim_niche.partnership_id and niche_projects.niche_id = dim_niche.niche_id
    group by niche_projects.partnership_id, present.organisation_id
),

counted as (
    select
        themes.partnership_id,
        present.organisation_id,
        count(*) as theme_project_count,
        sum(count(*)) over (partition by themes.partnership_id) as presence_count,
        max(projects.project_year) as latest_project_year,
        bool_or(present.is_demo) as is_demo
    from {{ ref('stg_enrich__project_themes') }} as themes
    inner join present on themes.project_id = present.project_id
    left join {{ ref('int_projects__spine') }} as projects on themes.project_id = projects.project_id
    where themes.is_theme_match
    group by themes.partnership_id, present.organisation_id
)

-- As in competences: both counts with some projects at the average added, so that one project of one is no field.
select
    counted.partnership_id,
    counted.organisation_id,
    counted.theme_project_count,
    totals.all_project_count,
    {{ settled(
        "(counted.theme_project_count + " ~ parameter('competence_added_projects') ~ ") / ("
        ~ "counted.presence_count * totals.all_project_count / totals.all_presence_count + "
        ~ parameter('competence_added_projects') ~ ")"
    ) }} as specialisation,
    coalesce(joint_totals.joint_project_count, 0) as joint_project_count,
    members.nuts_code is not null as is_in_member_region,
    coalesce(niches.niche_names, []) as niche_names,
    counted.latest_project_year,
    {{ participations_observed_to() }} as observed_to,
    counted.is_demo
from counted
inner join totals on counted.organisation_id = totals.organisation_id
inner join {{ ref('dim_organisation') }} as organisations on counted.organisation_id = organisations.organisation_id
left join {{ member_regions() }} as members
    on
        counted.partnership_id = members.partnership_id
        and starts_with(organisations.nuts_code, members.nuts_code)
left join joint_totals
    on counted.partnership_id = joint_totals.partnership_id and counted.organisation_id = joint_totals.organisation_id
left join niches
    on counted.partnership_id = niches.partnership_id and counted.organisation_id = niches.organisation_id

-- "/engineering and technology/materials engineering/textiles/…": three steps down is a technology; what projects are
-- about elsewhere in the vocabulary (medicine, farming, society) is where they are applied.
with technologies as (
    select distinct
        project_id,
        split_part(euro_sci_voc_path, '/', 1 + cast({{ parameter('technology_step') }} as integer)) as technology
    from (
        from {{ ref('stg_cordis__euro_sci_vocs') }}
        union all
        from {{ ref('stg_demo__euro_sci_vocs') }}
    )
    where split_part(euro_sci_voc_path, '/', 2) in ('engineering and technology', 'natural sciences')
),

cells as (
    select
        niche_projects.partnership_id,
        niche_projects.niche_id,
        technologies.technology,
        niche_projects.project_id
    from {{ niches_of('stg_enrich__project_themes', 'project_id') }} as niche_projects
    inner join technologies on niche_projects.project_id = technologies.project_id
    where technologies.technology != ''
),

of_members as (
    select
        cells.partnership_id,
        cells.niche_id,
        cells.technology,
        count(distinct cells.project_id) as member_project_count,
        list_sort(list(distinct memberships.region_name)) as member_names
    from cells
    inner join {{ ref('fct_participation') }} as participations on cells.project_id = participations.project_id
    inner join {{ ref('int_memberships__nuts_codes') }} as member_codes
        on cells.partnership_id = member_codes.partnership_id and participations.nuts_code = member_codes.nuts_code
    inner join {{ ref('int_memberships__current') }} as memberships
        on
            member_codes.partnership_id = memberships.partnership_id
            and member_codes.member_id = memberships.member_id
    group by all
),

counted as (
    select
        cells.partnership_id,
        cells.niche_id,
        cells.technology,
        count(*) as project_count,
        max(projects.project_year) as latest_project_year,
        bool_or(projects.is_demo) as is_demo
    from cells
    inner join {{ ref('int_projects__spine') }} as projects on cells.project_id = projects.project_id
    group by all
    having count(*) >= {{ parameter('competence_min_projects') }}
),

observed as (
    select distinct partnership_id
    from {{ member_regions() }}
)

-- A partnership without a known member could have any: what its members did is not known.
select
    counted.partnership_id,
    counted.niche_id,
    counted.technology,
    counted.project_count,
    case when members.partnership_id is not null then coalesce(of_members.member_project_count, 0) end
        as member_project_count,
    case when members.partnership_id is not null then coalesce(of_members.member_names, []) end as member_names,
    counted.latest_project_year,
    {{ participations_observed_to() }} as observed_to,
    counted.is_demo
from counted
left join of_members
    on
        counted.partnership_id = of_members.partnership_id
        and counted.niche_id = of_members.niche_id
        and counted.technology = of_members.technology
left join observed as members
    on counted.partnership_id = members.partnership_id

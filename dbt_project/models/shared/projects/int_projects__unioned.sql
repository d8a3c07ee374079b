with cordis_projects as (
    select * from {{ ref('int_projects__spine') }}
)

-- What public pages say of a project that is not of I3 fills what CORDIS leaves empty.
select
    cordis_projects.* replace (
        coalesce(cordis_projects.acronym, shipped.acronym) as acronym,
        coalesce(cordis_projects.project_title, shipped.project_title) as project_title,
        coalesce(cordis_projects.ec_max_contribution_eur, shipped.ec_max_contribution_eur)
            as ec_max_contribution_eur
    ),
    cast(null as varchar) as objective,
    case when cordis_projects.is_demo then 'demo' else 'cordis' end as source,
    shipped.source as fact_source
from cordis_projects
left join {{ ref('stg_i3__shipped_projects') }} as shipped
    on cordis_projects.project_id = shipped.project_number and not cordis_projects.is_demo
union all by name
select
    i3_projects.project_id,
    i3_projects.acronym,
    i3_projects.project_title,
    i3_projects.topic_id,
    cast(null as varchar) as topic_title,
    'i3' as programme_id,
    cast(null as varchar) as legal_basis_code,
    i3_projects.call_year,
    i3_projects.start_date,
    i3_projects.end_date,
    cast(coalesce(year(i3_projects.start_date), i3_projects.call_year) as integer) as project_year,
    i3_projects.start_date is null and i3_projects.call_year is not null as is_year_from_topic,
    i3_projects.ec_max_contribution_eur,
    cast(null as decimal(18, 2)) as net_ec_contribution_eur,
    0 as participation_count,
    i3_projects.is_in_portal as has_project_record,
    false as has_participations,
    cast([] as varchar[]) as euro_sci_voc_titles,
    i3_projects.objective,
    false as is_demo,
    case when i3_projects.is_in_portal then 'portal_projects' else 'shipped_i3_projects' end as source,
    i3_projects.fact_source
from {{ ref('int_i3_projects__merged') }} as i3_projects
anti join cordis_projects on i3_projects.project_id = cordis_projects.project_id

-- A cascade call is money for single organisations, above all small firms: partnerships pass it on to theirs.
select
    calls.cascade_call_id || '|' || themes.partnership_id as cascade_call_partnership_id,
    calls.cascade_call_id,
    themes.partnership_id,
    joint_projects.project_id is not null as is_joint_project
from {{ ref('dim_cascade_call') }} as calls
inner join {{ ref('stg_enrich__project_themes') }} as themes on calls.project_id = themes.project_id
left join {{ ref('fct_joint_project') }} as joint_projects
    on
        themes.project_id = joint_projects.project_id
        and themes.partnership_id = joint_projects.partnership_id
where themes.is_theme_match

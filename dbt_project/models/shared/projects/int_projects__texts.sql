with
-- Horizon 2020 is left out: what is joint, and which terms are broad, is said of the programmes under way.
projects as (
    select * from {{ ref('int_projects__spine') }}
    where programme_id is distinct from 'horizon_2020'
),

unioned as (
    select
        project_id,
        'topic_title' as text_field,
        topic_title as text
    from projects
    union all
    select
        project_id,
        'euro_sci_voc' as text_field,
        euro_sci_voc_text as text
    from projects
    union all
    select
        project_id,
        'title' as text_field,
        project_title as text
    from projects
    union all
    select
        project_records.project_id,
        'objective' as text_field,
        project_records.objective as text
    from {{ ref('stg_cordis__projects') }} as project_records
    semi join projects on project_records.project_id = projects.project_id
)

select
    project_id,
    text_field,
    text
from unioned
where text is not null and text != ''

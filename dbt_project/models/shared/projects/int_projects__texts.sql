with
-- Horizon 2020 is left out: what is joint, and which terms are broad, is said of the programmes under way.
projects as (
    select * from {{ ref('int_projects__unioned') }}
    where programme_id is distinct from 'horizon_2020'
),

unioned as (
    {% for text_field, text in [
        ('topic_title', 'topic_title'), ('euro_sci_voc', 'euro_sci_voc_text'), ('title', 'project_title'),
        ('objective', 'objective'),
    ] %}
        select
            project_id,
            '{{ text_field }}' as text_field,
            {{ text }} as text
        from projects
        union all
    {% endfor %}
    select
        project_records.project_id,
        'objective' as text_field,
        project_records.objective as text
    from {{ ref('stg_cordis__projects') }} as project_records
    semi join projects on project_records.project_id = projects.project_id
    union all
    select
        projects.project_id,
        'keywords' as text_field,
        array_to_string(shipped.keywords, E'\n') as text
    from {{ ref('stg_i3__shipped_projects') }} as shipped
    left join {{ ref('int_i3_projects__shipped') }} as i3_projects on shipped.acronym = i3_projects.acronym
    inner join projects on coalesce(i3_projects.project_id, shipped.project_number) = projects.project_id
)

select
    project_id,
    text_field,
    text
from unioned
where text is not null and text != ''

with

projects as (

    select * from {{ ref('int_projects__spine') }}

),

project_records as (

    select * from {{ ref('stg_cordis__projects') }}

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
        array_to_string(euro_sci_voc_titles, '; ') as text
    from projects
    union all
    select
        project_id,
        'title' as text_field,
        project_title as text
    from projects
    union all
    select
        project_id,
        'objective' as text_field,
        objective as text
    from project_records

),

final as (

    select
        project_id,
        text_field,
        text
    from unioned
    where text is not null and text != ''

)

select * from final

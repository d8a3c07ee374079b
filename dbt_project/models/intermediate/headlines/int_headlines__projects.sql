with

project_ids as (

    select * from {{ ref('int_projects__raw_ids') }}

),

participations as (

    select * from {{ ref('int_participations__unioned') }}

),

topics as (

    select * from {{ ref('stg_cordis__topics') }}

),

legal_bases as (

    select * from {{ ref('stg_cordis__legal_bases') }}

),

euro_sci_vocs as (

    select * from {{ ref('stg_cordis__euro_sci_vocs') }}

),

project_records as (

    select * from {{ ref('stg_cordis__projects') }}

),

i3_projects as (

    select * from {{ ref('int_i3_projects__merged') }}

),

-- Some members of the archive bring an id and nothing else: to be there is content too.
source_rows as (

    select
        project_id,
        project_id as source_row_hash
    from project_ids
    union all
    select
        project_id,
        source_row_hash
    from participations
    union all
    select
        project_id,
        source_row_hash
    from topics
    union all
    select
        project_id,
        source_row_hash
    from legal_bases
    union all
    select
        project_id,
        source_row_hash
    from euro_sci_vocs
    union all
    select
        project_id,
        source_row_hash
    from project_records
    union all
    select
        project_id,
        concat_ws('|', acronym, project_title, topic_id, start_date, end_date, ec_max_contribution_eur)
            as source_row_hash
    from i3_projects

),

final as (

    select
        project_id,
        list_sort(list(distinct {{ content_mark('source_row_hash') }})) as row_marks
    from source_rows
    where project_id is not null
    group by all

)

select * from final

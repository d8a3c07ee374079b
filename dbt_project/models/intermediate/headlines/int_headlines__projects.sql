with
-- Some members of the archive bring an id and nothing else: to be there is content too.
source_rows as (
    select
        project_id,
        project_id as source_row_hash
    from {{ ref('int_projects__raw_ids') }}
    union all
    select
        project_id,
        source_row_hash
    from {{ ref('int_participations__unioned') }}
    union all
    select
        project_id,
        source_row_hash
    from {{ ref('stg_cordis__topics') }}
    union all
    select
        project_id,
        source_row_hash
    from {{ ref('stg_cordis__legal_bases') }}
    union all
    select
        project_id,
        source_row_hash
    from {{ ref('stg_cordis__euro_sci_vocs') }}
    union all
    select
        project_id,
        source_row_hash
    from {{ ref('stg_cordis__projects') }}
    union all
    select
        project_id,
        concat_ws('|', acronym, project_title, topic_id, start_date, end_date, ec_max_contribution_eur)
            as source_row_hash
    from {{ ref('int_i3_projects__merged') }}
)

select
    project_id,
    list_sort(list(distinct {{ content_mark('source_row_hash') }})) as row_marks
from source_rows
where project_id is not null
group by all

with members as (
    select * from {{ ref('int_headlines__members') }}
),

inputs as (
    select
        'participation:' || participation_id as input_id,
        [{{ content_mark('source_row_hash') }}] as row_marks,
        cast(null as varchar) as link_id,
        cast([] as date[]) as turning_dates
    from {{ ref('int_participations__unioned') }}
    union all
    select
        'project:' || project_id as input_id,
        row_marks,
        cast(null as varchar) as link_id,
        cast([] as date[]) as turning_dates
    from {{ ref('int_headlines__projects') }}
    union all
    select
        'topic:' || topic_key as input_id,
        row_marks,
        cast(null as varchar) as link_id,
        turning_dates
    from {{ ref('int_headlines__topics') }}
    union all
    select
        'member:' || partnership_id || '|' || member_id as input_id,
        row_marks,
        cast(null as varchar) as link_id,
        turning_dates
    from members
    union all
    select
        'members:' || partnership_id as input_id,
        list_sort(list_distinct(flatten(list(row_marks)))) as row_marks,
        cast(null as varchar) as link_id,
        list_sort(list_distinct(flatten(list(turning_dates)))) as turning_dates
    from members
    group by partnership_id
    union all
    select
        'partnership:' || partnership_id as input_id,
        [{{ content_mark("concat_ws('|', partnership_name, theme_terms, is_placeholder)") }}] as row_marks,
        cast(null as varchar) as link_id,
        cast([] as date[]) as turning_dates
    from {{ ref('dim_partnership') }}
    union all
    -- An organisation counts by being there; which one a record is, its link says.
    select
        'organisation:' || pic as input_id,
        [{{ content_mark('pic') }}] as row_marks,
        any_value(organisation_id) as link_id,
        cast([] as date[]) as turning_dates
    from {{ ref('fct_participation') }}
    group by pic
)

select
    input_id,
    row_marks,
    link_id,
    turning_dates
from inputs

with

source_rows as (

    select * from {{ source('previous', 'headline') }}

),

final as (

    select
        source_rows.figure_id,
        source_rows.subject_id,
        source_rows.figure_value,
        source_rows.is_demo,
        source_rows.as_of
    from source_rows

)

select * from final

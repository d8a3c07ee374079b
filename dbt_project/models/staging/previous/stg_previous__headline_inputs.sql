with

source_rows as (

    select * from {{ source('previous', 'headline_input') }}

),

final as (

    select
        source_rows.input_id,
        source_rows.link_id,
        source_rows.row_marks,
        source_rows.turning_dates
    from source_rows

)

select * from final

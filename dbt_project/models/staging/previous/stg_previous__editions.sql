with

source_rows as (

    select * from {{ source('previous', 'edition') }}

),

final as (

    select
        source_rows.edition_id,
        source_rows.code_version,
        source_rows.is_demo,
        source_rows.is_code_changed,
        source_rows.as_of
    from source_rows

)

select * from final

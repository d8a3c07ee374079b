with

source_rows as (

    select * from {{ source('previous', 'source_status') }}

),

final as (

    select
        source_rows.night_id,
        source_rows.source,
        source_rows.sha256
    from source_rows

)

select * from final

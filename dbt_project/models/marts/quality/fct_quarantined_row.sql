with

-- The rows themselves stay in the build: a rejected row may hold anything, a person's name included.
quarantined_rows as (

    select * from {{ ref('stg_night__quarantined_rows') }}

),

final as (

    select
        source,
        table_name,
        source_file,
        source_row_number,
        reason
    from quarantined_rows

)

select * from final

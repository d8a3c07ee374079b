with

source_rows as (

    select * from {{ source('cordis', 'organization') }}

),

final as (

    select {{ cordis_organization_columns() }}
    from source_rows

)

select * from final

with

partnerships as (

    select * from {{ ref('stg_registry__partnerships') }}

),

final as (

    select distinct
        platform_id,
        platform_name
    from partnerships
    where platform_id is not null

)

select * from final

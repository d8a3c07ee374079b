with

partnerships as (

    select * from {{ ref('int_partnerships__overlaid') }}

),

final as (

    select distinct
        platform_id,
        platform_name
    from partnerships
    where platform_id is not null

)

select * from final

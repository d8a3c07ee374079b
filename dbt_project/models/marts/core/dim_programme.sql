with

programmes as (

    select * from {{ ref('programmes') }}

),

final as (

    select
        programme_id,
        programme_code,
        programme_name
    from programmes

)

select * from final

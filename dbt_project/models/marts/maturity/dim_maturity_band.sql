with

bands as (

    select * from {{ ref('maturity_bands') }}

),

final as (

    select
        band_id,
        band_order,
        lower_score,
        upper_score,
        reason
    from bands

)

select * from final

with

pillars as (

    select * from {{ ref('maturity_pillars') }}

),

final as (

    select
        pillar_id,
        pillar_order,
        pillar_name,
        question,
        weight,
        source,
        reason
    from pillars

)

select * from final

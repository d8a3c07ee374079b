with

assumptions as (

    select * from {{ ref('maturity_assumptions') }}

),

final as (

    select
        assumption_id,
        level_id,
        assumption_order,
        assumption_name,
        kind,
        level_value,
        reason
    from assumptions

)

select * from final

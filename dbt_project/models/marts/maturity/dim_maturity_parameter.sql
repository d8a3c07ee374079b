with

parameters as (

    select * from {{ ref('maturity_parameters') }}

),

final as (

    select
        parameter_id,
        parameter_value,
        unit,
        reason
    from parameters

)

select * from final

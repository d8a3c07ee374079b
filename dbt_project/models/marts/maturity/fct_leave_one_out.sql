with

shifts as (

    select * from {{ ref('int_maturity__leave_one_out') }}

),

final as (

    select
        scope,
        indicator_id,
        partnership_id,
        score_shift,
        rank_shift
    from shifts

)

select * from final

with

draws as (

    select * from {{ ref('int_maturity__draws') }}

),

bands as (

    select * from {{ ref('maturity_bands') }}

),

final as (

    select
        draws.draw_number,
        draws.partnership_id,
        draws.scope,
        draws.score,
        rank() over (partition by draws.draw_number, draws.scope order by draws.score desc) as score_rank,
        bands.band_id,
        bands.band_order
    from draws
    asof inner join bands on draws.score >= bands.lower_score

)

select * from final

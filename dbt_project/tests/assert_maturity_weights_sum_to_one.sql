-- An error rather than a row: the message names the row of the seed to whoever is on duty.
with sums as (
    select
        'seed dim_indicator, pillar ' || pillar_id as place,
        sum(weight) as weight_sum,
        min(weight) as lowest
    from {{ ref('dim_indicator') }}
    where use = 'scored'
    group by pillar_id
    union all
    select
        'seed dim_pillar' as place,
        sum(weight) as weight_sum,
        min(weight) as lowest
    from {{ ref('dim_pillar') }}

)

select *
from sums
where
    case
        when abs(weight_sum - 1) > 1e-9 or lowest < 0
            then cast(error(place || ': expected weights that sum to 1, came ' || weight_sum) as boolean)
        else false
    end

-- An error rather than a row: the message names the row of the seed to whoever is on duty.
with sums as (
    select
        'seed maturity_indicators, pillar ' || pillar_id as place,
        sum(weight) as weight_sum,
        min(weight) as lowest
    from {{ ref('maturity_indicators') }}
    where use = 'scored'
    group by pillar_id
    union all
    select
        'seed maturity_pillars' as place,
        sum(weight) as weight_sum,
        min(weight) as lowest
    from {{ ref('maturity_pillars') }}
)

select *
from sums
where
    case
        when abs(weight_sum - 1) > 1e-9 or lowest < 0
            then cast(error(place || ': expected weights that sum to 1, came ' || weight_sum) as boolean)
        else false
    end

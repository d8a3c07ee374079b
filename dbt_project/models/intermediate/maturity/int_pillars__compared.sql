with pillars as (
    select * from {{ ref('maturity_pillars') }}
),

floors as (
    select {{ maturity_parameter('pillar_floor') }} as pillar_floor
),

summed as (
    select
        comparison_id,
        partnership_id,
        pillar_id,
        sum(weight) filter (where points_then is not null) as weight_then,
        sum(weight) filter (where points_now is not null) as weight_now,
        sum(weight) filter (where points_then is not null and points_now is not null) as weight_both,
        sum(weight * points_then) as points_then,
        sum(weight * points_now) as points_now,
        sum(weight * points_then) filter (where points_now is not null) as points_then_of_both,
        sum(weight * points_now) filter (where points_then is not null) as points_now_of_both
    from {{ ref('int_indicators__compared') }}
    group by all
),

meant as (
    select
        summed.comparison_id,
        summed.partnership_id,
        summed.pillar_id,
        pillars.weight as pillar_weight,
        summed.weight_then,
        summed.weight_now,
        summed.weight_both,
        summed.points_then / summed.weight_then as score_then,
        summed.points_now / summed.weight_now as score_now,
        summed.points_then_of_both / summed.weight_both as both_then,
        summed.points_now_of_both / summed.weight_both as both_now,
        greatest(summed.points_then / summed.weight_then, floors.pillar_floor) as floored_then,
        greatest(summed.points_now / summed.weight_now, floors.pillar_floor) as floored_now,
        floors.pillar_floor
    from summed
    inner join pillars on summed.pillar_id = pillars.pillar_id
    cross join floors
),

-- A total needs every pillar, then and now; greatest() would put the floor in the place of an unknown score.
totals as (
    select
        comparison_id,
        partnership_id,
        case
            when count(score_then) = (select count(*) from pillars)
                then exp(sum(pillar_weight * ln(floored_then)))
        end as total_then,
        case
            when count(score_now) = (select count(*) from pillars)
                then exp(sum(pillar_weight * ln(floored_now)))
        end as total_now
    from meant
    group by all
),

-- The logarithmic mean turns the product of the pillars into a sum, whatever order they are taken in. Where
-- two totals are equal to ten decimals, it is the total itself.
total_means as (
    select
        comparison_id,
        partnership_id,
        total_then,
        total_now,
        case
            when round(ln(total_now / total_then), 10) = 0 then total_now
            else (total_now - total_then) / ln(total_now / total_then)
        end as total_mean
    from totals
)

select
    meant.comparison_id,
    meant.partnership_id,
    meant.pillar_id,
    meant.weight_then,
    meant.weight_now,
    meant.weight_both,
    meant.score_then,
    meant.score_now,
    coalesce(meant.both_then, (meant.score_then + meant.score_now) / 2) as reference_then,
    coalesce(meant.both_now, (meant.score_then + meant.score_now) / 2) as reference_now,
    total_means.total_then,
    total_means.total_now,
    total_means.total_mean * meant.pillar_weight * case
        when round(meant.score_now - meant.score_then, 10) = 0
            then cast(meant.score_now > meant.pillar_floor as integer) / meant.floored_now
        else ln(meant.floored_now / meant.floored_then) / (meant.score_now - meant.score_then)
    end as total_per_point
from meant
inner join total_means
    on
        meant.comparison_id = total_means.comparison_id
        and meant.partnership_id = total_means.partnership_id

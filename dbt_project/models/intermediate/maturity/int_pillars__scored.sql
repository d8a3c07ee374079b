with by_basis as (
    select
        normalised.partnership_id,
        normalised.pillar_id,
        normalised.weight,
        bases.evidence_basis,
        bases.points
    from {{ ref('int_indicators__normalised') }} as normalised
    cross join
        lateral (
            values
            ('all', normalised.normalised),
            ('observed_only', normalised.normalised_observed)
        ) as bases (evidence_basis, points)
    where normalised.use = 'scored'
),

counted as (
    select
        partnership_id,
        pillar_id,
        evidence_basis,
        count(points) as indicator_with_value_count,
        count(*) as indicator_count,
        sum(weight * points) as weighted_points,
        sum(weight) filter (where points is not null) as weight_with_value
    from by_basis
    group by all
)

select
    partnership_id,
    pillar_id,
    evidence_basis,
    case
        when indicator_with_value_count >= {{ maturity_parameter('min_indicators_per_pillar') }}
            then weighted_points / weight_with_value
    end as score,
    indicator_with_value_count,
    indicator_count,
    case
        when indicator_with_value_count < {{ maturity_parameter('min_indicators_per_pillar') }}
            then
                indicator_with_value_count || ' of ' || indicator_count
                || ' indicators have a value; '
                || cast({{ maturity_parameter('min_indicators_per_pillar') }} as integer)
                || ' are needed.'
    end as not_assessed_reason
from counted

with pillar_scores as (
    select * from {{ ref('int_pillars__scored') }}
    where evidence_basis = 'all'
),

totals as (
    select * from {{ ref('int_maturity__scored') }}
    where evidence_basis = 'all'
),

logged as (
    select
        pillar_scores.partnership_id,
        pillar_scores.pillar_id,
        pillars.weight,
        pillars.weight
        * ln(greatest(pillar_scores.score, {{ maturity_parameter('pillar_floor') }})) as log_points
    from pillar_scores
    inner join {{ ref('maturity_pillars') }} as pillars on pillar_scores.pillar_id = pillars.pillar_id
),

-- The logarithm of the total is a sum over pillars: that sum is what can be shared out. With all pillars at
-- the floor it is nought, and the weights share the total.
pillar_shares as (
    select
        partnership_id,
        pillar_id,
        coalesce(
            log_points / nullif(sum(log_points) over (partition by partnership_id), 0),
            weight
        ) as pillar_share
    from logged
),

indicator_shares as (
    select
        *,
        coalesce(
            weight * normalised / nullif(sum(weight * normalised) over by_pillar, 0),
            weight / sum(weight) filter (where normalised is not null) over by_pillar
        ) as indicator_share
    from {{ ref('int_indicators__normalised') }}
    window by_pillar as (partition by partnership_id, pillar_id)
)

select
    indicator_shares.partnership_id,
    indicator_shares.indicator_id,
    indicator_shares.pillar_id,
    indicator_shares.value,
    indicator_shares.normalised,
    indicator_shares.weight,
    case
        when indicator_shares.normalised is not null
            then totals.score * pillar_shares.pillar_share * indicator_shares.indicator_share
    end as contribution,
    indicator_shares.evidence,
    indicator_shares.input_count,
    indicator_shares.newest_date,
    indicator_shares.basis,
    indicator_shares.use,
    indicator_shares.is_demo
from indicator_shares
left join pillar_shares
    on
        indicator_shares.partnership_id = pillar_shares.partnership_id
        and indicator_shares.pillar_id = pillar_shares.pillar_id
left join totals on indicator_shares.partnership_id = totals.partnership_id

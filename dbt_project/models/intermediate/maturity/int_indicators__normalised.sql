with indicator_values as (
    select
        *,
        case when not is_demo then value end as scorable_value
    from {{ ref('int_indicators__values') }}
),

positioned as (
    select
        indicator_values.partnership_id,
        indicator_values.indicator_id,
        indicator_values.value,
        indicator_values.observed_value,
        indicator_values.evidence,
        indicator_values.input_count,
        indicator_values.newest_date,
        indicator_values.basis,
        indicator_values.is_demo,
        indicators.pillar_id,
        indicators.use,
        indicators.direction,
        indicators.goalpost_low,
        indicators.goalpost_high,
        indicators.weight,
        {{ goalpost_points('indicator_values.scorable_value', 'indicators') }} as normalised,
        {{ goalpost_points('indicator_values.observed_value', 'indicators') }} as normalised_observed
    from indicator_values
    inner join {{ ref('maturity_indicators') }} as indicators
        on indicator_values.indicator_id = indicators.indicator_id
)

-- Context is shown and demonstration is stamped; neither is scored.
select
    partnership_id,
    indicator_id,
    value,
    evidence,
    input_count,
    newest_date,
    basis,
    is_demo,
    pillar_id,
    use,
    direction,
    goalpost_low,
    goalpost_high,
    weight,
    normalised,
    normalised_observed
from positioned

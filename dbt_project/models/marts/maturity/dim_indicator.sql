select
    indicator_id,
    pillar_id,
    indicator_name,
    definition,
    unit,
    direction,
    goalpost_low,
    goalpost_high,
    weight,
    evidence,
    source,
    cadence,
    window_months,
    use,
    waiting_for,
    reason
from {{ ref('maturity_indicators') }}

select
    scope,
    statistic,
    subject_id,
    assumption_id,
    first_order,
    first_low,
    first_high,
    total_order,
    total_low,
    total_high,
    evaluation_count
from {{ ref('int_maturity__sensitivity') }}

select
    assumption_id,
    level_id,
    assumption_order,
    assumption_name,
    kind,
    level_value,
    reason
from {{ ref('maturity_assumptions') }}

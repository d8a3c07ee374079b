select
    partnership_id,
    scope as pillar_id,
    evidence_basis,
    score,
    band,
    indicator_with_value_count,
    indicator_count,
    not_assessed_reason
from {{ ref('int_maturity__scored') }}
where scope != 'total'

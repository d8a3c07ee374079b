select
    pillar_id,
    pillar_order,
    pillar_name,
    question,
    weight,
    source,
    reason
from {{ ref('maturity_pillars') }}

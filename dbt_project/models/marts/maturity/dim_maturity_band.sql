select
    band_id,
    band_order,
    lower_score,
    upper_score,
    reason
from {{ ref('maturity_bands') }}

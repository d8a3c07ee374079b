select
    parameter_id,
    parameter_value,
    unit,
    reason
from {{ ref('maturity_parameters') }}

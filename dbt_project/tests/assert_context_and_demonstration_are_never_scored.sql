select *
from {{ ref('fct_indicator_value') }}
where
    (use != 'scored' or is_demo or value is null)
    and (normalised is not null or contribution is not null)

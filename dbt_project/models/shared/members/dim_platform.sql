select distinct
    platform_id,
    platform_name
from {{ ref('int_partnerships__overlaid') }}
where platform_id is not null

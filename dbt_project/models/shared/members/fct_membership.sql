select
    membership_id,
    partnership_id,
    member_id,
    nuts_code,
    region_name,
    case when not contains({{ slug('region_name') }}, {{ slug('stated_name') }}) then stated_name end as stated_name,
    country_code,
    role,
    valid_from,
    valid_to,
    stated_on,
    notes,
    source,
    confidence
from {{ ref('int_memberships__keyed') }}

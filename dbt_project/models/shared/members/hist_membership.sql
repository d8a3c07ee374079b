select
    membership_id,
    partnership_id,
    member_id,
    nuts_code,
    country_code,
    role,
    valid_from,
    valid_to,
    stated_on,
    confidence,
    known_from,
    known_to
from {{ ref('snap_membership') }}
where known_to is null or known_to > known_from

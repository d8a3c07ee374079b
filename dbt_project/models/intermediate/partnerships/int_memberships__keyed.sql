with
-- A region without a NUTS code of its own (a food valley, a group of municipalities) is a member all
-- the same. A name in another script has no letters for an id and stands as it is.
identified as (
    select
        *,
        coalesce(
            nuts_code,
            'own:' || lower(country_code) || ':'
            || coalesce(nullif({{ slug('region_name') }}, ''), lower(region_name))
        ) as member_id
    from {{ ref('int_memberships__overlaid') }}
)

select
    concat_ws('|', partnership_id, member_id, role, coalesce(valid_from, '')) as membership_id,
    partnership_id,
    nuts_code,
    country_code,
    region_name,
    role,
    notes,
    source,
    confidence,
    valid_from,
    valid_to,
    stated_on,
    member_id,
    {{ partial_date_start('valid_from') }} as valid_from_date,
    {{ partial_date_end('valid_to') }} as valid_to_date
from identified

with
-- A member counts from the day it joins to the day it leaves, for Horizon Europe from the day its country
-- is associated.
dated as (
    select
        memberships.partnership_id,
        memberships.member_id,
        concat_ws(
            '|',
            memberships.role,
            memberships.nuts_code,
            memberships.country_code,
            memberships.valid_from,
            memberships.valid_to
        ) as content,
        [
            memberships.valid_from_date,
            cast(memberships.valid_to_date + 1 as date),
            countries.horizon_europe_from
        ] as turning_dates
    from {{ ref('int_memberships__keyed') }} as memberships
    left join {{ ref('countries') }} as countries on memberships.country_code = countries.country_code
)

select
    partnership_id,
    member_id,
    list_sort(list(distinct {{ content_mark('content') }})) as row_marks,
    list_sort(list_distinct(list_filter(flatten(list(turning_dates)), lambda x: x is not null)))
        as turning_dates
from dated
group by partnership_id, member_id

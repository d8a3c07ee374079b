with memberships as (
    select * from {{ ref('int_memberships__current') }}
),

-- A member that is a country or a large region can bring an organisation from any region inside it; one
-- that is a small region has the category of the region it lies in.
brought as (
    select
        memberships.partnership_id,
        memberships.member_id,
        list_sort(list_distinct(flatten(list(regions.cohesion_categories)))) as cohesion_categories,
        list_sort(list_distinct(flatten(list(regions.cohesion_labels)))) as cohesion_labels,
        list_sort(list_distinct(flatten(list(regions.innovator_groups)))) as innovator_groups,
        bool_or(regions.is_outermost) as is_outermost
    from memberships
    inner join {{ ref('int_regions__attributes') }} as regions
        on
            starts_with(regions.nuts_code, memberships.nuts_code)
            or starts_with(memberships.nuts_code, regions.nuts_code)
    group by all
)

select
    memberships.partnership_id,
    memberships.member_id,
    memberships.nuts_code,
    memberships.member_kind,
    memberships.country_code,
    coalesce(countries.is_member_state, false) as is_member_state,
    coalesce(countries.horizon_europe_from <= {{ as_of() }}, false) as is_participating,
    widening_countries.country_code is not null or coalesce(brought.is_outermost, false) as is_widening,
    coalesce(brought.cohesion_categories, []) as cohesion_categories,
    coalesce(brought.cohesion_labels, []) as cohesion_labels,
    coalesce(brought.innovator_groups, []) as innovator_groups,
    memberships.country_code is not null as is_country_known,
    -- Outside the Union there is no category, which is known and not missing.
    coalesce(len(brought.cohesion_labels), 0) > 0 or not coalesce(countries.is_member_state, true)
        as is_category_known,
    coalesce(len(brought.innovator_groups), 0) > 0 as is_group_known
from memberships
left join brought
    on
        memberships.partnership_id = brought.partnership_id
        and memberships.member_id = brought.member_id
left join {{ ref('countries') }} as countries on memberships.country_code = countries.country_code
left join {{ ref('widening_countries') }} as widening_countries
    on memberships.country_code = widening_countries.country_code

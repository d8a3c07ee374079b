with
-- Categories are set at the highest level that carries one; a code in several versions is one region.
category_level as (
    select min(nuts_level) as nuts_level
    from {{ ref('cohesion_levels') }}
),

chosen as (
    select
        regions.region_id,
        regions.nuts_code,
        regions.region_name,
        regions.country_code
    from {{ ref('int_regions__unioned') }} as regions
    inner join category_level on regions.nuts_level = category_level.nuts_level
    inner join {{ ref('nuts_versions') }} as nuts_versions
        on regions.nuts_version = nuts_versions.nuts_version
    qualify row_number() over (partition by regions.nuts_code order by nuts_versions.version_rank) = 1
)

select
    chosen.nuts_code,
    chosen.region_name,
    chosen.country_code,
    cohesion_categories.cohesion_category,
    innovator_groups.innovator_group,
    case when riv_labels.region_id is not null then true end as is_riv,
    riv_labels.riv_route,
    coalesce(cohesion_categories.is_outermost, false) as is_outermost,
    coalesce(countries.is_member_state, false) as is_member_state,
    coalesce(countries.horizon_europe_from <= {{ as_of() }}, false) as is_participating,
    widening_countries.country_code is not null or coalesce(cohesion_categories.is_outermost, false)
        as is_widening,
    list_distinct([cohesion_categories.cohesion_category]) as cohesion_categories,
    list_sort(list_distinct([
        cohesion_categories.cohesion_category,
        case when cohesion_categories.is_outermost then 'outermost' end
    ])) as cohesion_labels,
    list_distinct([innovator_groups.innovator_group]) as innovator_groups
from chosen
left join {{ ref('int_regions__cohesion_categories') }} as cohesion_categories
    on chosen.region_id = cohesion_categories.region_id
left join {{ ref('int_regions__innovator_groups') }} as innovator_groups
    on chosen.region_id = innovator_groups.region_id
left join {{ ref('int_regions__riv_labels') }} as riv_labels on chosen.region_id = riv_labels.region_id
left join {{ ref('countries') }} as countries on chosen.country_code = countries.country_code
left join {{ ref('widening_countries') }} as widening_countries
    on chosen.country_code = widening_countries.country_code

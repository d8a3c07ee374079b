with
-- Regions of the level that categories are set at; a code in several versions is one region.
category_level as (
    select distinct length(nuts_code) - length('EU') as nuts_level
    from {{ ref('stg_regions__cohesion_categories') }}
),

chosen as (
    select
        regions.* replace (
            case when not starts_with(regions.cohesion_category, 'mixed') then regions.cohesion_category end
                as cohesion_category
        )
    from {{ ref('dim_region') }} as regions
    inner join category_level on regions.nuts_level = category_level.nuts_level
    inner join {{ ref('nuts_versions') }} as nuts_versions
        on regions.nuts_version = nuts_versions.nuts_version
    qualify row_number() over (partition by regions.nuts_code order by nuts_versions.version_rank) = 1
)

select
    chosen.nuts_code,
    chosen.region_name,
    chosen.country_code,
    chosen.cohesion_category,
    chosen.innovator_group,
    chosen.is_riv,
    chosen.riv_route,
    coalesce(chosen.is_outermost, false) as is_outermost,
    coalesce(countries.is_member_state, false) as is_member_state,
    coalesce(countries.horizon_europe_from <= {{ as_of() }}, false) as is_participating,
    widening_countries.country_code is not null or coalesce(chosen.is_outermost, false)
        as is_widening,
    list_distinct([chosen.cohesion_category]) as cohesion_categories,
    list_sort(list_distinct([
        chosen.cohesion_category,
        case when chosen.is_outermost then 'outermost' end
    ])) as cohesion_labels,
    list_distinct([chosen.innovator_group]) as innovator_groups
from chosen
left join {{ ref('countries') }} as countries on chosen.country_code = countries.country_code
left join {{ ref('widening_countries') }} as widening_countries
    on chosen.country_code = widening_countries.country_code

with

regions as (

    select * from {{ ref('int_regions__unioned') }}

),

cohesion_categories as (

    select * from {{ ref('int_regions__cohesion_categories') }}

),

innovator_groups as (

    select * from {{ ref('int_regions__innovator_groups') }}

),

riv_labels as (

    select * from {{ ref('int_regions__riv_labels') }}

),

nuts_versions as (

    select * from {{ ref('nuts_versions') }}

),

cohesion_levels as (

    select * from {{ ref('cohesion_levels') }}

),

countries as (

    select * from {{ ref('countries') }}

),

widening_countries as (

    select * from {{ ref('widening_countries') }}

),

-- Categories are set at the highest level that carries one; a code in several versions is one region.
category_level as (

    select min(nuts_level) as nuts_level
    from cohesion_levels

),

chosen as (

    select
        regions.region_id,
        regions.nuts_code,
        regions.region_name,
        regions.country_code
    from regions
    inner join category_level on regions.nuts_level = category_level.nuts_level
    inner join nuts_versions on regions.nuts_version = nuts_versions.nuts_version
    qualify row_number() over (partition by regions.nuts_code order by nuts_versions.version_rank) = 1

),

final as (

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
    left join cohesion_categories on chosen.region_id = cohesion_categories.region_id
    left join innovator_groups on chosen.region_id = innovator_groups.region_id
    left join riv_labels on chosen.region_id = riv_labels.region_id
    left join countries on chosen.country_code = countries.country_code
    left join widening_countries on chosen.country_code = widening_countries.country_code

)

select * from final

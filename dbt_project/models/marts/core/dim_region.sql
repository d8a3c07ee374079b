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

latest_statistics as (

    select * from {{ ref('int_region_statistics__latest') }}

),

-- A code keeps its territory through the versions it is in, so its figures hold in each of them.
final as (

    select
        regions.region_id,
        regions.nuts_code,
        regions.nuts_version,
        nuts_versions.valid_from_year,
        nuts_versions.valid_to_year,
        regions.nuts_level,
        regions.region_name,
        regions.region_name_local,
        regions.country_code,
        regions.parent_nuts_code,
        regions.latitude,
        regions.longitude,
        cohesion_categories.cohesion_category,
        cohesion_categories.is_outermost,
        cohesion_categories.is_category_from_other_code,
        innovator_groups.innovator_group,
        innovator_groups.innovator_group_year,
        innovator_groups.is_innovator_group_inherited,
        latest_statistics.gdp_million_eur,
        latest_statistics.gdp_year,
        latest_statistics.gerd_pct,
        latest_statistics.gerd_year,
        case when riv_labels.region_id is not null then true end as is_riv,
        riv_labels.riv_route,
        riv_labels.riv_label_codes,
        regions.has_shape,
        regions.source
    from regions
    left join nuts_versions on regions.nuts_version = nuts_versions.nuts_version
    left join cohesion_categories on regions.region_id = cohesion_categories.region_id
    left join innovator_groups on regions.region_id = innovator_groups.region_id
    left join riv_labels on regions.region_id = riv_labels.region_id
    left join latest_statistics on regions.nuts_code = latest_statistics.nuts_code

)

select * from final

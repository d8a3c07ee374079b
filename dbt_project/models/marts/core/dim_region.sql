-- A code keeps its territory through the versions it is in, so its figures hold in each of them.
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
from {{ ref('int_regions__unioned') }} as regions
left join {{ ref('nuts_versions') }} as nuts_versions on regions.nuts_version = nuts_versions.nuts_version
left join {{ ref('int_regions__cohesion_categories') }} as cohesion_categories
    on regions.region_id = cohesion_categories.region_id
left join {{ ref('int_regions__innovator_groups') }} as innovator_groups
    on regions.region_id = innovator_groups.region_id
left join {{ ref('int_regions__riv_labels') }} as riv_labels on regions.region_id = riv_labels.region_id
left join {{ ref('int_region_statistics__latest') }} as latest_statistics
    on regions.nuts_code = latest_statistics.nuts_code

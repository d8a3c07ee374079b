with

shapes as (

    select * from {{ ref('stg_regions__nuts_shapes') }}

),

label_points as (

    select * from {{ ref('stg_regions__nuts_label_points') }}

),

shipped_points as (

    select * from {{ ref('stg_regions__shipped_region_points') }}

),

cohesion_categories as (

    select * from {{ ref('stg_regions__cohesion_categories') }}

),

cohesion_levels as (

    select * from {{ ref('cohesion_levels') }}

),

region_keys as (

    select
        nuts_code,
        nuts_version
    from shapes
    union
    select
        nuts_code,
        nuts_version
    from label_points
    union
    select
        nuts_code,
        nuts_version
    from shipped_points

),

-- What the publisher sends wins over what is shipped, key by key.
described as (

    select
        region_keys.nuts_code,
        region_keys.nuts_version,
        coalesce(shapes.nuts_level, label_points.nuts_level, shipped_points.nuts_level) as nuts_level,
        coalesce(shapes.region_name, label_points.region_name, shipped_points.region_name) as region_name,
        coalesce(shapes.region_name_local, label_points.region_name_local) as region_name_local,
        coalesce(shapes.country_code, label_points.country_code, shipped_points.country_code) as country_code,
        coalesce(label_points.latitude, shipped_points.latitude) as latitude,
        coalesce(label_points.longitude, shipped_points.longitude) as longitude,
        shapes.nuts_code is not null as has_shape,
        case
            when shapes.nuts_code is not null then 'nuts_shapes'
            when label_points.nuts_code is not null then 'nuts_label_points'
            else 'shipped_region_points'
        end as source
    from region_keys
    left join shapes
        on
            region_keys.nuts_code = shapes.nuts_code
            and region_keys.nuts_version = shapes.nuts_version
    left join label_points
        on
            region_keys.nuts_code = label_points.nuts_code
            and region_keys.nuts_version = label_points.nuts_version
    left join shipped_points
        on
            region_keys.nuts_code = shipped_points.nuts_code
            and region_keys.nuts_version = shipped_points.nuts_version

),

-- Categories are stated for NUTS 2 codes of 2021. A 2024 code that is new has none until the official
-- table is read.
final as (

    select
        described.nuts_code || '@' || described.nuts_version as region_id,
        described.nuts_code,
        described.nuts_version,
        described.nuts_level,
        described.region_name,
        described.region_name_local,
        described.country_code,
        case
            when described.nuts_level > 0 then left(described.nuts_code, length(described.nuts_code) - 1)
        end as parent_nuts_code,
        described.latitude,
        described.longitude,
        cohesion_categories.cohesion_category,
        cohesion_categories.is_outermost,
        described.has_shape,
        described.source
    from described
    left join cohesion_levels on described.nuts_level = cohesion_levels.nuts_level
    left join cohesion_categories
        on left(described.nuts_code, cohesion_levels.category_code_length) = cohesion_categories.nuts_code

)

select * from final

with

regions as (

    select * from {{ ref('int_regions__unioned') }}

),

final as (

    select
        region_id,
        nuts_code,
        nuts_version,
        nuts_level,
        region_name,
        region_name_local,
        country_code,
        parent_nuts_code,
        latitude,
        longitude,
        cohesion_category,
        is_outermost,
        has_shape,
        source
    from regions

)

select * from final

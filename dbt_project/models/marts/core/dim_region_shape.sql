with

shapes as (

    select * from {{ ref('stg_regions__nuts_shapes') }}

),

final as (

    select
        nuts_code || '@' || nuts_version as region_id,
        nuts_code,
        nuts_version,
        nuts_level,
        geometry_geojson
    from shapes

)

select * from final

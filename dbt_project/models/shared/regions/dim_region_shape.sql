select
    nuts_code || '@' || nuts_version as region_id,
    nuts_code,
    nuts_version,
    nuts_level,
    geometry_geojson
from {{ ref('stg_regions__nuts_shapes') }}

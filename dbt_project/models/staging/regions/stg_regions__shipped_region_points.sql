select
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    trim(source_rows.nuts_version) as nuts_version,
    {{ eu_country_code('source_rows.country') }} as country_code,
    {{ clean_text('source_rows.name_latn') }} as region_name,
    source_rows.source,
    source_rows.confidence,
    try_cast(source_rows.level as integer) as nuts_level,
    try_cast(source_rows.lat as double) as latitude,
    try_cast(source_rows.lon as double) as longitude
from {{ source('regions', 'shipped_region_points') }} as source_rows

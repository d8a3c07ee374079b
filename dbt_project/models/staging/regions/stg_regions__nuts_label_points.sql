select
    {{ eu_nuts_code('source_rows.nuts_id') }} as nuts_code,
    trim(source_rows.nuts_version) as nuts_version,
    {{ eu_country_code('source_rows.cntr_code') }} as country_code,
    {{ clean_text('source_rows.name_latn') }} as region_name,
    {{ clean_text('source_rows.nuts_name') }} as region_name_local,
    try_cast(source_rows.levl_code as integer) as nuts_level,
    try_cast(source_rows.latitude as double) as latitude,
    try_cast(source_rows.longitude as double) as longitude
from {{ source('regions', 'nuts_label_points') }} as source_rows

select
    {{ clean_text('source_rows.region_name') }} as region_name,
    {{ eu_country_code('source_rows.country') }} as country_code,
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    {{ clean_text('source_rows.instrument') }} as instrument,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    source_rows.source,
    source_rows.confidence
from {{ source('riv', 'riv_regions') }} as source_rows

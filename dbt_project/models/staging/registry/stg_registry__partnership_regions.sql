select
    trim(source_rows.partnership_id) as partnership_id,
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    {{ eu_country_code('source_rows.country') }} as country_code,
    {{ clean_text('source_rows.region_name') }} as region_name,
    trim(source_rows.role) as role,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    source_rows.source,
    source_rows.confidence,
    nullif(trim(source_rows.valid_from), '') as valid_from,
    nullif(trim(source_rows.valid_to), '') as valid_to,
    nullif(trim(source_rows.stated_on), '') as stated_on
from {{ source('registry', 'partnership_regions') }} as source_rows

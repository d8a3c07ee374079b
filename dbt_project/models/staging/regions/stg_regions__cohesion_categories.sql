select
    {{ eu_nuts_code('source_rows.nuts_code_2021') }} as nuts_code,
    {{ eu_nuts_code('source_rows.nuts_code_2016') }} as nuts_code_2016,
    {{ eu_country_code('source_rows.country') }} as country_code,
    {{ clean_text('source_rows.region_name') }} as region_name,
    trim(source_rows.category) as cohesion_category,
    source_rows.source,
    source_rows.confidence,
    try_cast(source_rows.outermost as boolean) as is_outermost
from {{ source('regions', 'cohesion_categories') }} as source_rows

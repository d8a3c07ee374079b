select
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    {{ clean_text('source_rows.name') }} as region_name,
    nullif(trim(source_rows."group"), '') as group_at_source,
    source_rows.source,
    source_rows.confidence,
    try_cast(source_rows.year as integer) as scoreboard_year,
    try_cast(source_rows.summary_index as double) as summary_index
from {{ source('regions', 'innovator_groups') }} as source_rows

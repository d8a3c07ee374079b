select
    {{ eu_nuts_code('source_rows.region') }} as nuts_code,
    source_rows.indicator,
    {{ clean_text('source_rows.region_name') }} as region_name,
    nullif(trim(source_rows.performance_group), '') as group_at_source,
    try_cast(source_rows.year as integer) as scoreboard_year,
    try_cast(replace(source_rows.value, ',', '.') as double) as indicator_value
from {{ source('regions', 'innovation_scoreboard') }} as source_rows

select
    {{ eu_nuts_code('source_rows.geo') }} as nuts_code,
    {{ clean_text('source_rows.geo_label') }} as region_label,
    trim(source_rows.unit) as unit_code,
    nullif(trim(source_rows.obs_flag), '') as observation_flag,
    try_cast(left(source_rows.time_period, length('2026')) as integer) as statistic_year,
    try_cast(replace(source_rows.obs_value, ',', '.') as double) as statistic_value,
    coalesce(trim(source_rows.conf_status) = 'C', false) as is_confidential
from {{ source('regions', 'gdp') }} as source_rows

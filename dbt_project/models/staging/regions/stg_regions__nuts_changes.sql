select
    {{ eu_nuts_code('source_rows.code_from') }} as code_from,
    {{ eu_nuts_code('source_rows.code_to') }} as code_to,
    source_rows.version_from,
    source_rows.version_to,
    {{ clean_text('source_rows.label') }} as region_label,
    {{ clean_text('source_rows.change') }} as change_text,
    {{ clean_text('source_rows.explanation') }} as explanation,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('regions', 'nuts_changes') }} as source_rows

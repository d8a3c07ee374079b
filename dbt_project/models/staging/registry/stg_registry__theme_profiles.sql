select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.scope') }} as scope,
    {{ clean_text('source_rows.basis') }} as basis,
    source_rows.source,
    source_rows.confidence,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('registry', 'theme_profiles') }} as source_rows

select
    {{ call_columns() }},
    {{ clean_text('source_rows.description') }} as description_text,
    {{ clean_text('source_rows.source') }} as call_url,
    {{ clean_text('source_rows.source') }} as source,
    'stated' as confidence
from {{ source('calls', 'calls') }} as source_rows

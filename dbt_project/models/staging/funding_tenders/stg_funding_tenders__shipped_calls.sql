select
    {{ call_columns() }},
    cast(null as varchar) as description_text,
    cast(null as varchar) as call_url,
    source_rows.source,
    source_rows.confidence
from {{ source('funding_tenders', 'shipped_calls') }} as source_rows

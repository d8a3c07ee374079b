select
    source_rows.night_id,
    source_rows.source,
    source_rows.sha256
from {{ source('previous', 'source_status') }} as source_rows

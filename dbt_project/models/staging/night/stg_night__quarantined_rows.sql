select
    source_rows.source,
    source_rows.table_name,
    coalesce(source_rows.source_file, 'unknown') as source_file,
    coalesce(source_rows.row_number, 0) as source_row_number,
    source_rows.content_sha256,
    {{ masked_text('source_rows.reason') }} as reason
from {{ source('night', 'quarantine') }} as source_rows

select
    source_rows.source,
    source_rows.table_name,
    source_rows.content_sha256,
    source_rows.source_file,
    source_rows.vintage,
    source_rows.rows_in,
    source_rows.rows_loaded,
    source_rows.rows_rejected,
    source_rows.retrieved_at
from {{ source('night', 'table_load') }} as source_rows

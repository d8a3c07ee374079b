select
    source_rows.night_id,
    source_rows.source,
    source_rows.status,
    source_rows.vintage,
    source_rows.table_vintages,
    source_rows.sha256,
    source_rows.missing_members,
    source_rows.message,
    source_rows.bytes,
    source_rows.rows,
    source_rows.rows_rejected,
    source_rows.limit_days,
    source_rows.is_stale,
    source_rows.as_of,
    source_rows.retrieved_at
from {{ source('night', 'source_status') }} as source_rows

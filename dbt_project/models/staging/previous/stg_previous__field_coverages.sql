select
    source_rows.table_name,
    source_rows.column_name,
    source_rows.coverage_scope,
    source_rows.source,
    source_rows.row_count,
    source_rows.filled_count,
    source_rows.filled_share,
    source_rows.as_of
from {{ source('previous', 'field_coverage') }} as source_rows

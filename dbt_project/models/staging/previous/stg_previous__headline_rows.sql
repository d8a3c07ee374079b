select
    source_rows.figure_id,
    source_rows.subject_id,
    source_rows.row_key,
    source_rows.input_ids,
    source_rows.amount,
    source_rows.is_demo
from {{ source('previous', 'headline_row') }} as source_rows

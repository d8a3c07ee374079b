select
    source_rows.input_id,
    source_rows.link_id,
    source_rows.row_marks,
    source_rows.turning_dates
from {{ source('previous', 'headline_input') }} as source_rows

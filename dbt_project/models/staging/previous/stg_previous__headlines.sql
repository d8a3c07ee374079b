select
    source_rows.figure_id,
    source_rows.subject_id,
    source_rows.figure_value,
    source_rows.is_demo,
    source_rows.as_of
from {{ source('previous', 'headline') }} as source_rows

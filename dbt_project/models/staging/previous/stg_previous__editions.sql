select
    source_rows.edition_id,
    source_rows.code_version,
    source_rows.is_demo,
    source_rows.is_code_changed,
    source_rows.as_of
from {{ source('previous', 'edition') }} as source_rows

select
    trim(source_rows.project_id) as project_id,
    {{ clean_text('source_rows.topic') }} as topic_id,
    {{ clean_text('source_rows.title') }} as topic_title,
    source_rows._row_hash as source_row_hash
from {{ source('cordis', 'topics') }} as source_rows

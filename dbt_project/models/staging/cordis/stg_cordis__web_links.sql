select
    trim(source_rows.project_id) as project_id,
    nullif(trim(source_rows.id), '') as web_link_id,
    {{ web_address('source_rows.phys_url') }} as web_link_url,
    {{ clean_text('source_rows.type') }} as web_link_type,
    {{ clean_text('source_rows.represents') }} as represents,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('cordis', 'web_link') }} as source_rows

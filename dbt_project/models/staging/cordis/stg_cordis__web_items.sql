select
    nullif(trim(source_rows.uri), '') as web_item_url,
    {{ clean_text('source_rows.title') }} as web_item_title,
    {{ clean_text('source_rows.type') }} as web_item_type,
    {{ clean_text('source_rows.language') }} as language_code,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('cordis', 'web_item') }} as source_rows

-- The code was "/" in most rows of 2024; the path names the concept in every release.
select
    trim(source_rows.project_id) as project_id,
    {{ clean_text('source_rows.euro_sci_voc_path') }} as euro_sci_voc_path,
    nullif(trim(source_rows.euro_sci_voc_code), '/') as euro_sci_voc_code,
    {{ clean_text('source_rows.euro_sci_voc_title') }} as euro_sci_voc_title,
    source_rows._row_hash as source_row_hash
from {{ source('demo', 'euro_sci_voc') }} as source_rows

select
    trim(source_rows.partnership_id) as partnership_id,
    nullif(trim(source_rows.half_year), '') as half_year,
    {{ clean_text('source_rows.region') }} as region,
    nullif(trim(source_rows.url), '') as evidence_url,
    try_cast(source_rows.due_on as date) as due_on,
    try_cast(source_rows.delivered_on as date) as delivered_on,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_reports') }} as source_rows

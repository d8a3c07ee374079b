select
    trim(source_rows.partnership_id) as partnership_id,
    nullif(trim(source_rows.survey), '') as survey,
    {{ clean_text('source_rows.region') }} as region,
    {{ clean_text('source_rows.niche') }} as niche,
    try_cast(source_rows.interest as integer) as interest,
    try_cast(source_rows.expertise as integer) as expertise,
    try_cast(source_rows.has_answered as boolean) as has_answered,
    try_cast(source_rows.asked_on as date) as asked_on,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_surveys') }} as source_rows

select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.working_group') }} as working_group,
    {{ clean_text('source_rows.region') }} as region,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    try_cast(source_rows.started_on as date) as started_on,
    try_cast(source_rows.ended_on as date) as ended_on,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_working_groups') }} as source_rows

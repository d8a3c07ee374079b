select
    trim(source_rows.partnership_id) as partnership_id,
    trim(source_rows.event_id) as event_id,
    nullif(trim(source_rows.event_kind), '') as event_kind,
    nullif(trim(source_rows.event_format), '') as event_format,
    {{ clean_text('source_rows.event_title') }} as event_title,
    {{ clean_text('source_rows.working_group') }} as working_group,
    {{ text_list('source_rows.other_partnerships') }} as other_partnerships,
    nullif(trim(source_rows.url), '') as evidence_url,
    try_cast(source_rows.event_date as date) as event_date,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_events') }} as source_rows

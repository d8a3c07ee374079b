select
    trim(source_rows.partnership_id) as partnership_id,
    trim(source_rows.event_id) as event_id,
    {{ clean_text('source_rows.region') }} as region,
    try_cast(source_rows.person_count as integer) as person_count,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_attendance') }} as source_rows

select
    trim(source_rows.partnership_id) as partnership_id,
    nullif(trim(source_rows.half_year), '') as half_year,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    try_cast(source_rows.management_fte as double) as management_fte,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_management_capacity') }} as source_rows

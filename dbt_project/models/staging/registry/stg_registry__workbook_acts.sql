select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.region') }} as region,
    nullif(trim(source_rows.act_kind), '') as act_kind,
    {{ masked_text(clean_text('source_rows.evidence')) }} as evidence,
    nullif(trim(source_rows.url), '') as evidence_url,
    try_cast(source_rows.act_date as date) as act_date,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_acts') }} as source_rows

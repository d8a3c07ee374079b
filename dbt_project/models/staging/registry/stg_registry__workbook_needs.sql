select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.need') }} as need,
    {{ masked_text(clean_text('source_rows.description')) }} as description,
    {{ clean_text('source_rows.niche') }} as niche,
    nullif(trim(source_rows.instrument), '') as instrument,
    {{ clean_text('source_rows.competence_gap') }} as competence_gap,
    try_cast(source_rows.amount_eur as decimal(18, 2)) as amount_eur,
    try_cast(source_rows.trl_from as integer) as trl_from,
    try_cast(source_rows.trl_to as integer) as trl_to,
    try_cast(source_rows.needed_by as date) as needed_by,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_needs') }} as source_rows

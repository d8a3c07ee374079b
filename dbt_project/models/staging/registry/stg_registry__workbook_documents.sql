select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.document_title') }} as document_title,
    nullif(trim(source_rows.document_kind), '') as document_kind,
    nullif(trim(source_rows.url), '') as evidence_url,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    try_cast(source_rows.answers_why as boolean) as answers_why,
    try_cast(source_rows.answers_what as boolean) as answers_what,
    try_cast(source_rows.answers_how as boolean) as answers_how,
    try_cast(source_rows.document_date as date) as document_date,
    try_cast(source_rows.scope_date as date) as scope_date,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_documents') }} as source_rows

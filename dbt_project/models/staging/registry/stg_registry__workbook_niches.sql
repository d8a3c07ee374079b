select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.niche') }} as niche,
    {{ text_list('source_rows.synonyms') }} as synonyms,
    {{ masked_text(clean_text('source_rows.description')) }} as description,
    source_rows.value_chain_link,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_niches') }} as source_rows

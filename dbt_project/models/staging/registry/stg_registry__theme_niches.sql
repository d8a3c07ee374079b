select
    trim(source_rows.partnership_id) as partnership_id,
    trim(source_rows.niche_id) as niche_id,
    {{ clean_text('source_rows.niche') }} as niche,
    {{ text_list('source_rows.synonyms') }} as synonyms,
    {{ clean_text('source_rows.basis') }} as basis,
    source_rows.source,
    source_rows.value_chain_link,
    source_rows.confidence,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('registry', 'theme_niches') }} as source_rows

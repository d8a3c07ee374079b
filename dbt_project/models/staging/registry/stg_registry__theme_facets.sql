select
    trim(source_rows.partnership_id) as partnership_id,
    trim(source_rows.facet_id) as facet_id,
    trim(source_rows.strength) as facet_strength,
    {{ text_list('source_rows.terms') }} as terms,
    {{ clean_text('source_rows.basis') }} as basis,
    source_rows.source,
    source_rows.confidence,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('registry', 'theme_facets') }} as source_rows

select
    partnership_id,
    niche_id,
    niche as niche_name,
    synonyms as niche_synonyms,
    description as niche_description,
    basis as niche_basis,
    source,
    confidence,
    source_file,
    source_sheet,
    source_row_number
from {{ ref('int_partnerships__niches') }}

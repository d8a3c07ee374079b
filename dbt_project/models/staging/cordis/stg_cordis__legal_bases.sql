-- The publisher writes "true" or nothing, never "false".
select
    trim(source_rows.project_id) as project_id,
    trim(source_rows.legal_basis) as legal_basis_code,
    {{ clean_text('source_rows.title') }} as legal_basis_title,
    coalesce(try_cast(source_rows.unique_programme_part as boolean), false) as is_unique_programme_part,
    source_rows._row_hash as source_row_hash
from {{ source('cordis', 'legal_basis') }} as source_rows

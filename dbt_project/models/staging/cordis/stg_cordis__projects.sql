-- Zero stands for "not a cost": lump sums, ERC, MSCA and EIC carry it.
select
    trim(source_rows.id) as project_id,
    {{ clean_text('source_rows.acronym') }} as acronym,
    {{ clean_text('source_rows.title') }} as project_title,
    {{ masked_text(clean_text('source_rows.objective')) }} as objective,
    {{ clean_text('source_rows.keywords') }} as keywords,
    {{ clean_text('source_rows.topics') }} as topic_id,
    nullif(trim(source_rows.legal_basis), '') as legal_basis_code,
    nullif(upper(trim(source_rows.framework_programme)), '') as framework_programme_code,
    {{ clean_text('source_rows.funding_scheme') }} as funding_scheme,
    {{ clean_text('source_rows.status') }} as project_status,
    nullif({{ euro_amount('source_rows.total_cost') }}, 0) as total_cost_eur,
    {{ euro_amount('source_rows.ec_max_contribution') }} as ec_max_contribution_eur,
    {{ unread_amounts(['source_rows.total_cost', 'source_rows.ec_max_contribution']) }} as unread_amount,
    {{ brussels_date('source_rows.start_date') }} as start_date,
    {{ brussels_date('source_rows.end_date') }} as end_date,
    {{ brussels_date('source_rows.ec_signature_date') }} as signature_date,
    source_rows._row_hash as source_row_hash
from {{ source('cordis', 'project') }} as source_rows

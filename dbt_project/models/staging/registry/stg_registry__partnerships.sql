select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.name') }} as partnership_name,
    {{ slug('source_rows.platform') }} as platform_id,
    {{ clean_text('source_rows.platform') }} as platform_name,
    {{ clean_text('source_rows.status') }} as status,
    {{ masked_text(clean_text('source_rows.status_evidence')) }} as status_evidence,
    {{ web_address('source_rows.website') }} as website_url,
    {{ text_list('source_rows.keywords') }} as theme_terms,
    {{ clean_text('source_rows.keywords_basis') }} as theme_basis,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    source_rows.source,
    source_rows.confidence,
    try_cast(source_rows.year_launched as integer) as launch_year,
    coalesce(try_cast(source_rows.is_placeholder as boolean), false) as is_placeholder,
    try_cast(source_rows.members_stated as integer) as members_stated,
    nullif(trim(source_rows.members_stated_on), '') as members_stated_on,
    nullif(trim(source_rows.members_stated_of), '') as members_stated_of
from {{ source('registry', 'partnerships') }} as source_rows

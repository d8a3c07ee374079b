select
    trim(source_rows.partnership_id) as partnership_id,
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    {{ clean_text('source_rows.region_name') }} as region_name,
    {{ eu_country_code('source_rows.country') }} as country_code,
    nullif(trim(source_rows.role), '') as role,
    {{ text_list('source_rows.helices') }} as helices,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    try_cast(source_rows.has_mandate as boolean) as has_mandate,
    try_cast(source_rows.has_signed_mou as boolean) as has_signed_mou,
    nullif(trim(source_rows.valid_from), '') as valid_from,
    nullif(trim(source_rows.valid_to), '') as valid_to,
    nullif(trim(source_rows.stated_on), '') as stated_on,
    try_cast(source_rows.mou_signed_on as date) as mou_signed_on,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_members') }} as source_rows

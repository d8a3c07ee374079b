select
    trim(source_rows.partnership_id) as partnership_id,
    trim(source_rows.kind) as act_kind,
    {{ clean_text('source_rows.name') }} as act_name,
    {{ clean_text('source_rows.region') }} as region_name,
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    {{ clean_text('source_rows.place') }} as place,
    {{ masked_text(clean_text('source_rows.notes')) }} as notes,
    source_rows.source,
    source_rows.confidence,
    {{ partial_date_start("split_part(source_rows.date, '/', 1)") }} as act_from,
    {{ partial_date_end("coalesce(nullif(split_part(source_rows.date, '/', 2), ''), source_rows.date)") }} as act_to,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('registry', 'acts') }} as source_rows

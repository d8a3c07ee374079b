select
    act_id,
    partnership_id,
    member_id,
    nuts_code,
    region_name,
    act_kind,
    act_date,
    evidence,
    evidence_url,
    source_file,
    source_sheet,
    source_row_number
from {{ ref('int_acts__recorded') }}

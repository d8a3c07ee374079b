-- The rows themselves stay in the build: a rejected row may hold anything, a person's name included.
select
    source,
    table_name,
    source_file,
    source_row_number,
    reason
from {{ ref('stg_night__quarantined_rows') }}

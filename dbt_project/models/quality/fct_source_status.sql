select
    night_id,
    as_of,
    source,
    status,
    vintage,
    retrieved_at,
    -- Facts shipped after the date that the edition speaks for are of that day.
    cast(greatest(date_diff('day', {{ brussels_date('retrieved_at') }}, as_of), 0) as integer) as age_days,
    sha256,
    bytes,
    rows,
    rows_rejected,
    missing_members,
    is_stale,
    limit_days,
    message,
    table_vintages
from {{ ref('stg_night__source_statuses') }}

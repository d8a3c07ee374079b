select
    topic_id,
    topic_title,
    programme_id,
    topic_status,
    opening_date,
    deadline_date,
    deadline_dates,
    budget_eur,
    source,
    known_from,
    known_to
from {{ ref('snap_topic') }}
where known_to is null or known_to > known_from

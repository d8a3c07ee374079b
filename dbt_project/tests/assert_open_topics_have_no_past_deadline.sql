select
    topic_id,
    topic_status,
    deadline_date
from {{ ref('dim_topic') }}
where
    (topic_status in ('open', 'forthcoming') and deadline_date < {{ as_of() }})
    or (topic_status = 'forthcoming' and opening_date <= {{ as_of() }})
    or (topic_status = 'open' and opening_date > {{ as_of() }})

select
    source_rows.partnership_id,
    source_rows.topic_id,
    {{ masked_text('source_rows.mute_reason') }} as mute_reason,
    source_rows.review_status,
    {{ masked_text('source_rows.review_note') }} as review_note,
    source_rows.relevance,
    source_rows.is_muted
from {{ source('state', 'match_review') }} as source_rows

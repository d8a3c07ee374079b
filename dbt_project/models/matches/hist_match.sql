select
    match_id,
    partnership_id,
    topic_id,
    known_from,
    known_to
from {{ ref('snap_match') }}
where known_to is null or known_to > known_from

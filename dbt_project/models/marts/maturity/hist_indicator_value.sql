select
    indicator_value_id,
    partnership_id,
    indicator_id,
    value,
    normalised,
    evidence,
    row_marks,
    link_marks,
    known_from,
    known_to
from {{ ref('snap_indicator_value') }}
where known_to is null or known_to > known_from

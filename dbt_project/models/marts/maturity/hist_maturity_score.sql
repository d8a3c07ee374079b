select
    maturity_subject_id,
    partnership_id,
    subject_id,
    score,
    not_assessed_reason,
    known_from,
    known_to
from {{ ref('snap_maturity_score') }}
where known_to is null or known_to > known_from

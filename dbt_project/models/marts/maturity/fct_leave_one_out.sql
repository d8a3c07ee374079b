select
    scope,
    indicator_id,
    partnership_id,
    score_shift,
    rank_shift
from {{ ref('int_maturity__leave_one_out') }}

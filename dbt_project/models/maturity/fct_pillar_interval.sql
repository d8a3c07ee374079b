select
    partnership_id,
    scope as pillar_id,
    score_p05,
    score_p50,
    score_p95,
    rank_p05,
    rank_p50,
    rank_p95,
    band,
    share_low,
    share_medium,
    share_high,
    share_not_assessed,
    draw_count,
    draw_seed,
    model_version
from {{ ref('int_maturity__intervals') }}
where scope != 'total'

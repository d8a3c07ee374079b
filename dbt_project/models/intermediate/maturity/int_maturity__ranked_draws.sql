select
    draws.draw_number,
    draws.partnership_id,
    draws.scope,
    draws.score,
    rank() over (partition by draws.draw_number, draws.scope order by draws.score desc) as score_rank,
    bands.band_id,
    bands.band_order
from {{ ref('int_maturity__draws') }} as draws
asof inner join {{ ref('maturity_bands') }} as bands on draws.score >= bands.lower_score

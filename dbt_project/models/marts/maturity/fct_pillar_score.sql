select
    pillar_scores.partnership_id,
    pillar_scores.pillar_id,
    pillar_scores.evidence_basis,
    pillar_scores.score,
    coalesce(bands.band_id, 'not_assessed') as band,
    pillar_scores.indicator_with_value_count,
    pillar_scores.indicator_count,
    pillar_scores.not_assessed_reason
from {{ ref('int_pillars__scored') }} as pillar_scores
left join {{ ref('maturity_bands') }} as bands on pillar_scores.score >= bands.lower_score
qualify row_number() over (
    partition by pillar_scores.partnership_id, pillar_scores.pillar_id, pillar_scores.evidence_basis
    order by bands.lower_score desc nulls last
) = 1

with pillar_scores as (
    select * from {{ ref('int_pillars__scored') }}
    where evidence_basis = 'all'
),

totals as (
    select * from {{ ref('int_maturity__scored') }}
    where evidence_basis = 'all'
),

unioned as (
    select
        partnership_id,
        'total' as subject_id,
        score,
        not_assessed_reason
    from totals
    union all
    select
        partnership_id,
        pillar_id as subject_id,
        score,
        not_assessed_reason
    from pillar_scores
)

select
    concat_ws('|', partnership_id, subject_id) as maturity_subject_id,
    partnership_id,
    subject_id,
    score,
    not_assessed_reason
from unioned

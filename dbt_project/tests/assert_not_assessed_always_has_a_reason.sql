with judged as (
    select
        partnership_id,
        score,
        band,
        not_assessed_reason
    from {{ ref('fct_maturity_score') }}
    union all
    select
        partnership_id,
        score,
        band,
        not_assessed_reason
    from {{ ref('fct_pillar_score') }}
)

select *
from judged
where
    (score is null) != (not_assessed_reason is not null)
    or (score is null) != (band = 'not_assessed')

with compared as (
    select
        one.scope,
        one.partnership_id,
        other.partnership_id as other_partnership_id,
        count(*) as draw_count,
        -- A tie is half a win for both.
        (
            2 * count(*) filter (where one.score > other.score)
            + count(*) filter (where one.score = other.score)
        ) / (2 * count(*)) as above_share
    from {{ ref('int_maturity__draws') }} as one
    inner join {{ ref('int_maturity__draws') }} as other
        on
            one.draw_number = other.draw_number
            and one.scope = other.scope
            and one.partnership_id != other.partnership_id
    group by one.scope, one.partnership_id, other.partnership_id
),

bounds as (
    select
        coalesce(pillar_id, 'total') as scope,
        partnership_id,
        score_low,
        score_high
    from {{ ref('fct_maturity_bounds') }}
),

-- Where the bounds of two do not meet, nothing that is unknown can turn their order round.
ordered as (
    select
        one.scope,
        one.partnership_id,
        other.partnership_id as other_partnership_id
    from bounds as one
    inner join bounds as other
        on
            one.scope = other.scope
            and (one.score_low > other.score_high or one.score_high < other.score_low)
)

select
    coalesce(compared.scope, ordered.scope) as scope,
    coalesce(compared.partnership_id, ordered.partnership_id) as partnership_id,
    coalesce(compared.other_partnership_id, ordered.other_partnership_id) as other_partnership_id,
    compared.above_share,
    greatest(compared.above_share, 1 - compared.above_share)
    >= {{ maturity_parameter('pair_agreement_share') }} as is_distinguishable,
    ordered.scope is not null as is_order_certain,
    coalesce(compared.draw_count, 0) as draw_count
from compared
full outer join ordered
    on
        compared.scope = ordered.scope
        and compared.partnership_id = ordered.partnership_id
        and compared.other_partnership_id = ordered.other_partnership_id

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
)

select
    scope,
    partnership_id,
    other_partnership_id,
    above_share,
    greatest(above_share, 1 - above_share) >= {{ maturity_parameter('pair_agreement_share') }}
        as is_distinguishable,
    draw_count
from compared

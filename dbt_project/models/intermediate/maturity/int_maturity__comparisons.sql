with
-- Editions from before maturity was kept say nothing of it: nothing can be compared with them.
edition_dates as (
    select distinct previous_headlines.as_of
    from {{ ref('stg_previous__headlines') }} as previous_headlines
    where
        previous_headlines.as_of < {{ as_of() }}
        and previous_headlines.as_of >= (
            select min(score_spells.known_from)
            from {{ ref('snap_maturity_score') }} as score_spells
        )
),

comparisons as (
    select
        'last_edition' as comparison_id,
        max(as_of) as compared_as_of
    from edition_dates
    union all
    select
        'half_year' as comparison_id,
        max(as_of) as compared_as_of
    from edition_dates
    where as_of <= {{ as_of() }} - to_months(cast({{ maturity_parameter('change_months') }} as integer))
)

select
    comparison_id,
    compared_as_of
from comparisons
where compared_as_of is not null

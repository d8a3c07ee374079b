with
-- Too few observations give no figure: a correlation of five partnerships is none.
counted as (
    select
        checks.*,
        measured.subject_id,
        measured.pillar_id,
        measured.observation_count,
        case
            when measured.observation_count >= checks.min_count and not isnan(measured.value)
                then measured.value
        end as value
    from {{ ref('int_framework__measured') }} as measured
    inner join {{ ref('maturity_checks') }} as checks on measured.check_id = checks.check_id
),

judged as (
    select
        *,
        case
            when value is not null
                then coalesce(value < flag_below, false) or coalesce(value > flag_above, false)
        end as is_flagged
    from counted
)

select
    check_id,
    subject_id,
    check_order,
    check_name,
    pillar_id,
    value,
    cast(observation_count as bigint) as observation_count,
    min_count,
    is_flagged,
    case
        when observation_count < min_count
            then
                'Cannot be said: ' || observation_count || ' observations, ' || min_count
                || ' are needed'
        when value is null then 'Cannot be said: nothing varies'
        when is_flagged then 'Flagged'
        else 'Within the rule'
    end as finding,
    rule,
    reason
from judged

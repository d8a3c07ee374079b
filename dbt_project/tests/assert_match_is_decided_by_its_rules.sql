-- Recomputed from the published verdicts, as a reader of the two tables would; and a pass is never bare.
with recomputed as (
    select
        matches.partnership_id,
        matches.topic_id,
        matches.eligibility,
        matches.eligibility_reasons,
        case
            when count(*) filter (where verdicts.verdict = 'fail') > 0 then 'fail'
            when count(*) filter (where verdicts.is_decisive) = 0 then 'unknown'
            when bool_or(verdicts.verdict = 'unknown' and verdicts.is_decisive) then 'unknown'
            else 'pass'
        end as expected_eligibility
    from {{ ref('fct_match') }} as matches
    left join {{ ref('fct_eligibility') }} as verdicts
        on
            matches.partnership_id = verdicts.partnership_id
            and matches.topic_id = verdicts.topic_id
    group by all
)

select *
from recomputed
where
    eligibility != expected_eligibility
    or (eligibility = 'pass' and not contains(eligibility_reasons, 'Not checked:'))

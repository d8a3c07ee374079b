-- Enough is a pass and too little is not; what is not observed has no number and no verdict but unknown.
select
    verdicts.partnership_id,
    verdicts.topic_id,
    verdicts.rule_id,
    verdicts.verdict,
    verdicts.have_count,
    verdicts.need_count
from {{ ref('fct_eligibility') }} as verdicts
inner join {{ ref('dim_eligibility_rule') }} as rules on verdicts.rule_id = rules.rule_id
where
    (verdicts.verdict = 'pass') is distinct from coalesce(verdicts.have_count >= verdicts.need_count, false)
    or (not rules.is_rule_observed and verdicts.verdict != 'unknown')

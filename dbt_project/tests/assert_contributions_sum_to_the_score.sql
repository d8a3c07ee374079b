select
    scores.partnership_id,
    any_value(scores.score) as score,
    sum(indicator_values.contribution) as contribution_sum
from {{ ref('fct_maturity_score') }} as scores
inner join {{ ref('fct_indicator_value') }} as indicator_values
    on scores.partnership_id = indicator_values.partnership_id
group by scores.partnership_id
having abs(coalesce(any_value(scores.score), 0) - coalesce(sum(indicator_values.contribution), 0)) > 1e-9

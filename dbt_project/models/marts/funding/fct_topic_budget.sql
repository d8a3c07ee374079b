select
    action_years.action_year_key as topic_budget_id,
    topics.topic_id,
    action_years.action_name,
    action_years.budget_year,
    action_years.budget_eur,
    action_years.min_grant_eur,
    action_years.max_grant_eur,
    action_years.expected_grant_count,
    action_years.planned_opening_date,
    action_years.is_amount_of_siblings_too
from {{ ref('int_topics__action_years') }} as action_years
inner join {{ ref('int_topics__chosen_records') }} as chosen_records
    on
        action_years.source_file = chosen_records.source_file
        and action_years.source_row_number = chosen_records.source_row_number
inner join {{ ref('int_topics__dated') }} as topics on chosen_records.topic_key = topics.topic_key

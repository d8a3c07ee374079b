select
    scored.partnership_id || '|' || scored.topic_id as match_id,
    scored.partnership_id,
    scored.topic_id,
    scored.deadline_date,
    scored.days_left,
    topics.deadline_dates,
    topics.budget_eur,
    scored.score
from {{ ref('int_matches__scored') }} as scored
inner join {{ ref('int_topics__dated') }} as topics on scored.topic_id = topics.topic_id
where scored.is_watched

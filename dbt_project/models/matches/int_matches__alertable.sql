-- Points for geography and time alone make a match eligible, not fit: somebody must hear of fit only, and of a
-- programme outside the default ones by its theme alone.
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
where
    scored.is_default
    and scored.score >= {{ parameter('alert_min_score') }}
    and coalesce(scored.score_theme, 0) + coalesce(scored.score_instrument, 0) > 0

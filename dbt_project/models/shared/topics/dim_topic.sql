-- What the text of a topic says of itself goes before tables and shipped facts; a rate that it leaves open is not
-- filled. Readiness is the range that the text states: a text without a start has the lowest level to end at.
with conditions as (
    select
        topic_id,
        bool_or(condition in ('trl_start', 'trl_end') and condition_words is not null) as has_trl,
        coalesce(
            max(value_low) filter (where condition = 'trl_start'), min(value_low) filter (where condition = 'trl_end')
        ) as trl_min,
        max(value_high) filter (where condition = 'trl_end') as trl_max,
        bool_or(condition = 'grant' and condition_words is not null) as has_grant,
        max(value_low) filter (where condition = 'grant') as min_grant_eur,
        max(value_high) filter (where condition = 'grant') as max_grant_eur,
        bool_or(condition = 'funding_rate') as has_rate,
        max(condition_words) filter (where condition = 'funding_rate') as funding_rate
    from {{ ref('fct_topic_condition') }}
    group by all
)

-- Older records point at a data file; people need the page of the topic. A topic known from CORDIS
-- alone has none.
select
    topics.topic_id,
    topics.topic_title,
    topics.call_id,
    topics.call_title,
    topics.programme_id,
    topics.programme_name,
    topics.is_programme_selected,
    topics.action_type,
    topics.action_type_code,
    topics.topic_status,
    topics.topic_status_at_source,
    topics.is_status_from_source,
    topics.is_status_contradicted,
    topics.opening_date,
    topics.deadline_date,
    topics.deadline_dates,
    topics.deadline_model,
    topics.last_listed_date,
    topics.budget_eur,
    if(conditions.has_grant, try_cast(conditions.min_grant_eur as decimal(18, 2)), topics.min_grant_eur)
        as min_grant_eur,
    if(conditions.has_grant, try_cast(conditions.max_grant_eur as decimal(18, 2)), topics.max_grant_eur)
        as max_grant_eur,
    topics.expected_grant_count,
    if(conditions.has_trl, try_cast(conditions.trl_min as integer), topics.trl_min) as trl_min,
    if(conditions.has_trl, try_cast(conditions.trl_max as integer), topics.trl_max) as trl_max,
    case
        when topics.record_url not like '%.json' then topics.record_url
        when topics.is_in_portal or topics.is_in_shipped_calls
            then '{{ var("portal_topic_page") }}' || lower(topics.topic_id)
    end as portal_url,
    topics.funded_project_count,
    list_filter(
        topics.columns_from_shipped_calls,
        lambda x: not (
            coalesce(conditions.has_trl, false) and x in ('trl_min', 'trl_max') -- noqa: RF02
            or coalesce(conditions.has_rate, false) and x = 'funding_rate' -- noqa: RF02
        )
    ) as columns_from_shipped_calls,
    topics.source,
    topics.strand_or_cluster,
    if(conditions.has_rate, conditions.funding_rate, topics.funding_rate) as funding_rate,
    {{ budget_estimate('topics') }} as budget_estimate_eur
from {{ ref('int_topics__dated') }} as topics
left join conditions on topics.topic_id = conditions.topic_id

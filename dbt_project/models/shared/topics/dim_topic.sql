-- Older records point at a data file; people need the page of the topic. A topic known from CORDIS
-- alone has none.
select
    topic_id,
    topic_title,
    call_id,
    call_title,
    programme_id,
    programme_name,
    is_programme_selected,
    action_type,
    action_type_code,
    topic_status,
    topic_status_at_source,
    is_status_from_source,
    is_status_contradicted,
    opening_date,
    deadline_date,
    deadline_dates,
    deadline_model,
    last_listed_date,
    budget_eur,
    min_grant_eur,
    max_grant_eur,
    expected_grant_count,
    trl_min,
    trl_max,
    case
        when is_in_portal and record_url not like '%.json' then record_url
        when is_in_portal or is_in_shipped_calls then '{{ var("portal_topic_page") }}' || lower(topic_id)
    end as portal_url,
    funded_project_count,
    columns_from_shipped_calls,
    source,
    strand_or_cluster,
    funding_rate
from {{ ref('int_topics__dated') }}

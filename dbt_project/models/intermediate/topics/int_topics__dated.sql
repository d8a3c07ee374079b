with
-- Who missed the first stage of two can apply no more: the dates after it are for those who were invited.
appliable as (
    select
        *,
        case when deadline_model = 'two-stage' then [list_min(deadline_dates)] else deadline_dates end
            as application_dates
    from {{ ref('int_topics__merged') }}
),

deadlines as (
    select
        *,
        list_max(application_dates) as last_deadline_date,
        coalesce(
            list_min(list_filter(application_dates, lambda x: x >= {{ as_of() }})),
            list_max(application_dates)
        ) as deadline_date
    from appliable
),

-- Listed statuses lie: a call stays "open" years after its deadline. Dates decide where there are
-- dates; a call on its last day is still open. Without an opening date the portal's own word stands
-- and is marked as such. A topic known only from the projects it funded is closed once its call year
-- has passed.
judged as (
    select
        *,
        case
            when last_deadline_date < {{ as_of() }} then 'closed'
            when opening_date > {{ as_of() }} then 'forthcoming'
            when opening_date is not null and last_deadline_date is not null then 'open'
            when
                call_year < year({{ as_of() }}) and topic_status_at_source is null and source = 'cordis'
                then 'closed'
        end as status_from_dates
    from deadlines
),

-- A topic that the portal lists no more before its deadline was withdrawn or moved: nobody can say that
-- one may apply for it.
listed as (
    select
        *,
        coalesce(status_from_dates, topic_status_at_source) as listed_status
    from judged
)

select
    topic_key,
    topic_id,
    topic_title,
    call_id,
    call_title,
    programme_id,
    action_type,
    deadline_model,
    topic_status_at_source,
    opening_date,
    deadline_dates,
    budget_eur,
    min_grant_eur,
    max_grant_eur,
    expected_grant_count,
    trl_min,
    trl_max,
    strand_or_cluster,
    funding_rate,
    portal_keywords,
    shipped_keywords,
    record_url,
    last_listed_date,
    is_in_portal,
    is_in_shipped_calls,
    columns_from_shipped_calls,
    call_year,
    funded_project_count,
    action_type_code,
    programme_name,
    programme_code_at_source,
    is_programme_selected,
    source,
    last_deadline_date,
    deadline_date,
    status_from_dates,
    case
        when last_listed_date is not null and coalesce(listed_status, '') != 'closed' then 'unknown'
        else coalesce(listed_status, 'unknown')
    end as topic_status,
    status_from_dates is null and topic_status_at_source is not null as is_status_from_source,
    coalesce(status_from_dates != topic_status_at_source, false) as is_status_contradicted,
    cast(date_diff('day', {{ as_of() }}, deadline_date) as integer) as days_left
from listed

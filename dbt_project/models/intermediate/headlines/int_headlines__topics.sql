with
-- Records carry much that changes from day to day; what a figure may turn on is marked.
source_rows as (
    select
        upper(topic_id) as topic_key,
        concat_ws(
            '|',
            record_type_code,
            topic_title,
            status_code,
            action_type,
            deadline_model,
            opening_date,
            deadline_dates,
            last_listed_date,
            budget_overview_json,
            actions_json
        ) as content
    from {{ ref('stg_funding_tenders__topics') }}
    union all
    select
        topic_key,
        concat_ws(
            '|', topic_title, action_type, topic_status_at_source, opening_date, deadline_dates, budget_eur
        ) as content
    from {{ ref('int_topics__known_shipped_calls') }}
),

rows_by_topic as (
    select
        topic_key,
        list_sort(list(distinct {{ content_mark('content') }})) as row_marks
    from source_rows
    where topic_key is not null
    group by all
),

-- A call on its last day is open: it turns on the day after. A topic known from projects alone is in no
-- figure.
turning as (
    select
        topic_key,
        list_concat([opening_date], list_transform(deadline_dates, lambda x: cast(x + 1 as date)))
            as turning_dates
    from {{ ref('int_topics__dated') }}
),

dated as (
    select
        topic_key,
        list_sort(list_filter(turning_dates, lambda x: x is not null)) as turning_dates
    from turning
)

select
    rows_by_topic.topic_key,
    rows_by_topic.row_marks,
    dated.turning_dates
from rows_by_topic
inner join dated on rows_by_topic.topic_key = dated.topic_key

with
-- A fact whose snapshot lies after the as-of date was not known then. A shipped one without a snapshot rests on
-- public pages of unknown date: its call was known on the day it opened at the latest, without that day
-- when the year in its name began, and never later than its first deadline. One from a file is known since it came.
dated as (
    select
        *,
        coalesce(
            snapshot_date,
            opening_date,
            least(
                try_cast(nullif(regexp_extract(topic_id, '-(20[0-9][0-9])(-|$)', 1), '') || '-01-01' as date),
                list_min(deadline_dates)
            )
        ) as known_from_date
    from (
        select * from {{ ref('stg_funding_tenders__shipped_calls') }}
        union all
        select * exclude (unread_amount, unread_deadline) from {{ ref('stg_calls__calls') }}
    )
)

select
    topic_id,
    call_id,
    programme_name,
    strand_or_cluster,
    topic_title,
    action_type,
    deadline_model,
    funding_rate,
    keywords,
    topic_status_at_source,
    budget_eur,
    min_grant_eur,
    max_grant_eur,
    expected_grant_count,
    trl_min,
    trl_max,
    opening_date,
    deadline_dates,
    snapshot_date,
    description_text,
    call_url,
    source,
    confidence,
    upper(topic_id) as topic_key
from dated
where coalesce(if(call_url is null, known_from_date, snapshot_date) <= {{ as_of() }}, true)
-- A call that somebody wrote down replaces the shipped fact of its name; of two spellings of one name the first counts.
qualify row_number() over (partition by upper(topic_id) order by call_url is null, topic_id) = 1

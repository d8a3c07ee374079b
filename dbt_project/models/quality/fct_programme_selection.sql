with
-- What was landed, whether from the portal or as a fact; topics known from projects alone are no calls.
listed as (
    select
        topic_status,
        is_programme_selected,
        case
            when programme_id is not null then programme_id
            when programme_code_at_source is not null then 'unknown:' || programme_code_at_source
            else 'unknown'
        end as programme_key
    from {{ ref('int_topics__dated') }}
    where is_in_portal or is_in_shipped_calls
),

counted as (
    select
        programme_key,
        topic_status,
        count(*) as listed_topic_count,
        count(*) filter (where is_programme_selected) as selected_topic_count
    from listed
    group by all
)

select
    counted.programme_key || '|' || counted.topic_status as programme_selection_id,
    counted.programme_key,
    coalesce(programmes.programme_name, 'Unknown programme') as programme_name,
    counted.topic_status,
    counted.listed_topic_count,
    counted.selected_topic_count,
    case
        when programmes.programme_id is null
            then {{ sentence('selection_unknown') }}
        when {{ is_programme_selected('programmes') }} = programmes.is_selected
            then programmes.selection_reason
        else {{ sentence('selection_chosen') }}
    end as selection_reason
from counted
left join {{ ref('programmes') }} as programmes on counted.programme_key = programmes.programme_id

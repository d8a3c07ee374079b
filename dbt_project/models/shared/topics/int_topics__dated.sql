{%- set portal_first = [
    'call_id', 'action_type', 'deadline_model', 'topic_status_at_source', 'expected_grant_count'
] -%}
{#- For these the source says where a shipped fact filled them. -#}
{%- set doubts = ['unread_opening_date', 'unread_deadline', 'unread_budget', 'differing_deadlines'] -%}
{%- set portal_first_named = ['opening_date', 'deadline_dates', 'budget_eur', 'min_grant_eur', 'max_grant_eur'] -%}
with chosen_records as (
    select * replace (nullif(deadline_dates, []) as deadline_dates)
    from {{ ref('int_topics__portal_records') }}
    where is_chosen
),

shipped_calls as (
    select * replace (nullif(deadline_dates, []) as deadline_dates)
    from {{ ref('int_topics__known_shipped_calls') }}
),

programmes as (
    select * from {{ ref('programmes') }}
),

-- Demonstration projects name no real topic.
cordis_topics as (
    select
        upper(topic_id) as topic_key,
        min(topic_id) as topic_id,
        min(topic_title) as topic_title,
        min(programme_id) as programme_id,
        max(call_year) as call_year,
        count(*) as funded_project_count
    from {{ ref('int_projects__unioned') }}
    where topic_id is not null and not is_demo
    group by all
),

topic_keys as (
    select topic_key from chosen_records
    union
    select topic_key from shipped_calls
    union
    select topic_key from cordis_topics
),

programmes_by_prefix as (
    select
        topic_keys.topic_key,
        arg_max(programme_prefixes.programme_id, length(programme_prefixes.prefix)) as programme_id
    from topic_keys
    inner join {{ ref('programme_prefixes') }} as programme_prefixes
        on
            programme_prefixes.prefix_kind = 'topic'
            and starts_with(topic_keys.topic_key, programme_prefixes.prefix)
    group by all
),

-- The portal's record wins; a shipped fact fills only what that record leaves empty, and is named
-- beside it.
joined as (
    select
        topic_keys.topic_key,
        coalesce(chosen_records.topic_id, shipped_calls.topic_id, cordis_topics.topic_id) as topic_id,
        coalesce(chosen_records.topic_title, shipped_calls.topic_title, cordis_topics.topic_title)
            as topic_title,
        chosen_records.call_title,
        coalesce(
            portal_programmes.programme_id,
            shipped_programmes.programme_id,
            cordis_topics.programme_id,
            programmes_by_prefix.programme_id
        ) as programme_id,
        {% for column in portal_first + portal_first_named %}
            coalesce(chosen_records.{{ column }}, shipped_calls.{{ column }}) as {{ column }},
        {% endfor %}
        shipped_calls.trl_min,
        shipped_calls.trl_max,
        shipped_calls.strand_or_cluster,
        shipped_calls.funding_rate,
        chosen_records.keywords as portal_keywords,
        shipped_calls.keywords as shipped_keywords,
        coalesce(chosen_records.record_url, shipped_calls.call_url) as record_url,
        chosen_records.programme_code as programme_code_at_source,
        chosen_records.last_listed_date,
        {% for column in doubts %}
            chosen_records.{{ column }},
        {% endfor %}
        chosen_records.topic_key is not null as is_in_portal,
        shipped_calls.topic_key is not null as is_in_shipped_calls,
        list_filter([
            {% for column in portal_first_named %}
                case
                    when chosen_records.{{ column }} is null and shipped_calls.{{ column }} is not null
                        then '{{ column }}'
                end,
            {% endfor %}
            case when shipped_calls.trl_min is not null then 'trl_min' end,
            case when shipped_calls.trl_max is not null then 'trl_max' end,
            case when shipped_calls.strand_or_cluster is not null then 'strand_or_cluster' end,
            case when shipped_calls.funding_rate is not null then 'funding_rate' end
        ], lambda x: x is not null) as columns_from_shipped_calls, -- noqa: RF02
        cordis_topics.call_year,
        coalesce(cordis_topics.funded_project_count, 0) as funded_project_count,
        case
            when chosen_records.topic_key is not null then 'funding_tenders'
            when shipped_calls.call_url is not null then 'calls'
            when shipped_calls.topic_key is not null then 'shipped_calls'
            else 'cordis'
        end as source
    from topic_keys
    left join chosen_records on topic_keys.topic_key = chosen_records.topic_key
    left join shipped_calls on topic_keys.topic_key = shipped_calls.topic_key
    left join cordis_topics on topic_keys.topic_key = cordis_topics.topic_key
    left join programmes_by_prefix on topic_keys.topic_key = programmes_by_prefix.topic_key
    left join
        programmes as portal_programmes
        on chosen_records.programme_code = portal_programmes.programme_code
    left join programmes as shipped_programmes
        on shipped_calls.programme_name = shipped_programmes.name_in_shipped_calls
),

typed as (
    select
        joined.topic_key,
        arg_min(action_types.action_type_code, action_types.phrase_rank) as action_type_code
    from joined
    inner join {{ ref('action_types') }} as action_types
        on contains(
            ' ' || regexp_replace(lower(joined.action_type), '[^a-z0-9-]+', ' ', 'g') || ' ',
            ' ' || action_types.phrase
        )
    group by all
),

-- Who missed the first stage of two can apply no more: the dates after it are for those who were invited.
appliable as (
    select
        * replace (coalesce(deadline_dates, []) as deadline_dates),
        case when deadline_model = 'two-stage' then [list_min(deadline_dates)] else coalesce(deadline_dates, []) end
            as application_dates
    from joined
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
    listed.* exclude (application_dates, listed_status), -- noqa: RF02
    case when listed.action_type is not null then coalesce(typed.action_type_code, 'other') end
        as action_type_code,
    programmes.programme_name,
    {{ is_programme_selected('programmes') }} as is_programme_selected,
    case
        when listed.last_listed_date is not null and coalesce(listed.listed_status, '') != 'closed' then 'unknown'
        else coalesce(listed.listed_status, 'unknown')
    end as topic_status,
    listed.status_from_dates is null and listed.topic_status_at_source is not null as is_status_from_source,
    coalesce(listed.status_from_dates != listed.topic_status_at_source, false) as is_status_contradicted
from listed
left join typed on listed.topic_key = typed.topic_key
left join programmes on listed.programme_id = programmes.programme_id

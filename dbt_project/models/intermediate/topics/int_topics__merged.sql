with chosen_records as (
    select * from {{ ref('int_topics__portal_records') }}
    where is_chosen
),

shipped_calls as (
    select * from {{ ref('int_topics__known_shipped_calls') }}
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
        coalesce(chosen_records.call_id, shipped_calls.call_id) as call_id,
        chosen_records.call_title,
        coalesce(
            portal_programmes.programme_id,
            shipped_programmes.programme_id,
            cordis_topics.programme_id,
            programmes_by_prefix.programme_id
        ) as programme_id,
        coalesce(chosen_records.action_type, shipped_calls.action_type) as action_type,
        coalesce(chosen_records.deadline_model, shipped_calls.deadline_model) as deadline_model,
        coalesce(chosen_records.topic_status_at_source, shipped_calls.topic_status_at_source)
            as topic_status_at_source,
        coalesce(chosen_records.opening_date, shipped_calls.opening_date) as opening_date,
        coalesce(
            case when len(chosen_records.deadline_dates) > 0 then chosen_records.deadline_dates end,
            shipped_calls.deadline_dates,
            []
        ) as deadline_dates,
        coalesce(chosen_records.budget_eur, shipped_calls.budget_eur) as budget_eur,
        coalesce(chosen_records.min_grant_eur, shipped_calls.min_grant_eur) as min_grant_eur,
        coalesce(chosen_records.max_grant_eur, shipped_calls.max_grant_eur) as max_grant_eur,
        coalesce(chosen_records.expected_grant_count, shipped_calls.expected_grant_count)
            as expected_grant_count,
        case
            when stated_trls.topic_id is null then shipped_calls.trl_min else stated_trls.trl_min
        end as trl_min,
        case
            when stated_trls.topic_id is null then shipped_calls.trl_max else stated_trls.trl_max
        end as trl_max,
        shipped_calls.strand_or_cluster,
        shipped_calls.funding_rate,
        chosen_records.keywords as portal_keywords,
        shipped_calls.keywords as shipped_keywords,
        chosen_records.record_url,
        chosen_records.programme_code as programme_code_at_source,
        chosen_records.last_listed_date,
        chosen_records.topic_key is not null as is_in_portal,
        shipped_calls.topic_key is not null as is_in_shipped_calls,
        [
            case
                when chosen_records.opening_date is null and shipped_calls.opening_date is not null
                    then 'opening_date'
            end,
            case
                when
                    coalesce(len(chosen_records.deadline_dates), 0) = 0
                    and len(shipped_calls.deadline_dates) > 0
                    then 'deadline_dates'
            end,
            case
                when chosen_records.budget_eur is null and shipped_calls.budget_eur is not null
                    then 'budget_eur'
            end,
            case
                when chosen_records.min_grant_eur is null and shipped_calls.min_grant_eur is not null
                    then 'min_grant_eur'
            end,
            case
                when chosen_records.max_grant_eur is null and shipped_calls.max_grant_eur is not null
                    then 'max_grant_eur'
            end,
            case when stated_trls.topic_id is null and shipped_calls.trl_min is not null then 'trl_min' end,
            case when stated_trls.topic_id is null and shipped_calls.trl_max is not null then 'trl_max' end,
            case when shipped_calls.strand_or_cluster is not null then 'strand_or_cluster' end,
            case when shipped_calls.funding_rate is not null then 'funding_rate' end
        ] as filled_columns,
        cordis_topics.call_year,
        coalesce(cordis_topics.funded_project_count, 0) as funded_project_count
    from topic_keys
    left join chosen_records on topic_keys.topic_key = chosen_records.topic_key
    left join shipped_calls on topic_keys.topic_key = shipped_calls.topic_key
    left join {{ ref('int_topics__stated_trls') }} as stated_trls
        on topic_keys.topic_key = upper(stated_trls.topic_id)
    left join cordis_topics on topic_keys.topic_key = cordis_topics.topic_key
    left join programmes_by_prefix on topic_keys.topic_key = programmes_by_prefix.topic_key
    left join
        programmes as portal_programmes
        on chosen_records.programme_code = portal_programmes.programme_code
    left join programmes as shipped_programmes
        on shipped_calls.programme_name = shipped_programmes.name_in_shipped_calls
),

filled as (
    select
        topic_key,
        list_filter(filled_columns, lambda x: x is not null) as columns_from_shipped_calls
    from joined
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
)

select
    joined.topic_key,
    joined.topic_id,
    joined.topic_title,
    joined.call_id,
    joined.call_title,
    joined.programme_id,
    joined.action_type,
    joined.deadline_model,
    joined.topic_status_at_source,
    joined.opening_date,
    joined.deadline_dates,
    joined.budget_eur,
    joined.min_grant_eur,
    joined.max_grant_eur,
    joined.expected_grant_count,
    joined.trl_min,
    joined.trl_max,
    joined.strand_or_cluster,
    joined.funding_rate,
    joined.portal_keywords,
    joined.shipped_keywords,
    joined.record_url,
    joined.programme_code_at_source,
    joined.last_listed_date,
    joined.is_in_portal,
    joined.is_in_shipped_calls,
    joined.call_year,
    joined.funded_project_count,
    filled.columns_from_shipped_calls,
    case when joined.action_type is not null then coalesce(typed.action_type_code, 'other') end
        as action_type_code,
    programmes.programme_name,
    {{ is_programme_selected('programmes') }} as is_programme_selected,
    case
        when joined.is_in_portal then 'funding_tenders'
        when joined.is_in_shipped_calls then 'shipped_calls'
        else 'cordis'
    end as source
from joined
inner join filled on joined.topic_key = filled.topic_key
left join typed on joined.topic_key = typed.topic_key
left join programmes on joined.programme_id = programmes.programme_id

with records as (
    select * from {{ ref('stg_funding_tenders__topics') }}
),

-- Records without dates of their own may carry them in the actions, as epoch milliseconds or as text.
action_dates as (
    select
        source_file,
        source_row_number,
        list_min(list_transform(
            json_extract(actions_json, '$[*].plannedOpeningDate'),
            lambda x: {{ brussels_date("(x ->> '$')") }}
        )) as opening_date,
        list_sort(list_distinct(list_filter(
            list_transform(
                json_extract(actions_json, '$[*].deadlineDates[*]'),
                lambda x: {{ brussels_date("(x ->> '$')") }}
            ),
            lambda x: x is not null
        ))) as deadline_dates
    from records
    where actions_json is not null
)

select
    records.source_file,
    records.source_row_number,
    records.record_reference,
    records.topic_id,
    upper(records.topic_id) as topic_key,
    record_types.record_kind,
    records.ccm2_id,
    records.call_id,
    records.call_title,
    records.topic_title,
    records.programme_code,
    records.action_type,
    coalesce(records.deadline_model, record_actions.deadline_model, procedures.deadline_model)
        as deadline_model,
    records.keywords,
    records.record_url,
    records.language_code,
    records.data_source,
    records.last_listed_date,
    status_codes.topic_status as topic_status_at_source,
    coalesce(records.opening_date, action_dates.opening_date, record_actions.planned_opening_date)
        as opening_date,
    coalesce(
        case when len(records.deadline_dates) > 0 then records.deadline_dates end,
        case when len(action_dates.deadline_dates) > 0 then action_dates.deadline_dates end,
        record_actions.deadline_dates,
        []
    ) as deadline_dates,
    record_actions.budget_eur,
    record_actions.min_grant_eur,
    record_actions.max_grant_eur,
    record_actions.expected_grant_count
from records
left join {{ ref('portal_record_types') }} as record_types
    on records.record_type_code = record_types.record_type_code
left join {{ ref('portal_status_codes') }} as status_codes on records.status_code = status_codes.status_code
left join action_dates
    on
        records.source_file = action_dates.source_file
        and records.source_row_number = action_dates.source_row_number
left join {{ ref('int_topics__record_actions') }} as record_actions
    on
        records.source_file = record_actions.source_file
        and records.source_row_number = record_actions.source_row_number
left join {{ ref('portal_submission_procedures') }} as procedures
    on
        json_extract_string(records.actions_json, '$[0].submissionProcedure.id')
        = procedures.submission_procedure_code
where records.topic_id is not null

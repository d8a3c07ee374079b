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
),

-- Only the action of this very topic counts: the others belong to siblings and repeat the same year
-- amounts.
own_actions as (
    select
        source_file,
        source_row_number,
        nullif(cast(list_sum(list_transform(
            json_extract(action_json, '$.budgetYearMap.*'),
            lambda x: try_cast(x ->> '$' as decimal(18, 2))
        )) as decimal(18, 2)), 0) as year_budget_eur,
        nullif(try_cast(action_json ->> '$.minContribution' as decimal(18, 2)), 0) as min_contribution_eur,
        nullif(try_cast(action_json ->> '$.maxContribution' as decimal(18, 2)), 0) as max_contribution_eur,
        nullif(try_cast(action_json ->> '$.expectedGrants' as integer), 0) as expected_grant_count,
        {{ brussels_date("(action_json ->> '$.plannedOpeningDate')") }} as planned_opening_date,
        {{ clean_text("(action_json ->> '$.deadlineModel')") }} as deadline_model,
        list_transform(
            json_extract(action_json, '$.deadlineDates[*]'),
            lambda x: {{ brussels_date("(x ->> '$')") }}
        ) as deadline_dates
    from {{ ref('stg_funding_tenders__call_actions') }}
    where is_own
),

-- A topic may have several actions; whether they share one amount is not said, so amounts are never
-- added up.
merged as (
    select
        source_file,
        source_row_number,
        max(year_budget_eur) as year_budget_eur,
        min(min_contribution_eur) as min_contribution_eur,
        max(max_contribution_eur) as max_contribution_eur,
        max(expected_grant_count) as expected_grant_count,
        min(planned_opening_date) as planned_opening_date,
        min(deadline_model) as deadline_model,
        list_sort(list_distinct(list_filter(flatten(list(deadline_dates)), lambda x: x is not null)))
            as deadline_dates
    from own_actions
    group by all
),

-- Listings of 2024 put the whole budget of the call in both bounds and left the number of grants out.
judged as (
    select
        *,
        year_budget_eur is null
        and expected_grant_count is null
        and min_contribution_eur = max_contribution_eur as is_budget_in_bounds
    from merged
),

record_actions as (
    select
        source_file,
        source_row_number,
        case when is_budget_in_bounds then max_contribution_eur else year_budget_eur end as budget_eur,
        case when not coalesce(is_budget_in_bounds, false) then min_contribution_eur end as min_grant_eur,
        case when not coalesce(is_budget_in_bounds, false) then max_contribution_eur end as max_grant_eur,
        expected_grant_count,
        planned_opening_date,
        deadline_model,
        deadline_dates
    from judged
),

resolved as (
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
    left join {{ ref('portal_status_codes') }} as status_codes
        on records.status_code = status_codes.status_code
    left join action_dates
        on
            records.source_file = action_dates.source_file
            and records.source_row_number = action_dates.source_row_number
    left join record_actions
        on
            records.source_file = record_actions.source_file
            and records.source_row_number = record_actions.source_row_number
    left join {{ ref('portal_submission_procedures') }} as procedures
        on
            json_extract_string(records.actions_json, '$[0].submissionProcedure.id')
            = procedures.submission_procedure_code
    where records.topic_id is not null
)

-- One identifier, many records. Precedence: what is listed still before what was; the current index before
-- the legacy copy; English before a translation; a full record before a stub; the later last deadline; the
-- newer internal number; then the reference, so that the choice is the same on every run.
select
    *,
    coalesce(record_kind = 'topic', false) and row_number() over (
        partition by topic_key, record_kind
        order by
            last_listed_date desc nulls first,
            data_source = 'SEDIA' desc nulls last,
            language_code = 'en' desc nulls last,
            (topic_status_at_source is not null and len(deadline_dates) > 0) desc,
            list_max(deadline_dates) desc nulls last,
            try_cast(ccm2_id as bigint) desc nulls last,
            record_reference,
            source_file asc,
            source_row_number asc
    ) = 1 as is_chosen
from resolved

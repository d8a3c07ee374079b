with
-- The actions of a record carry dates too, as epoch milliseconds or as text.
records as (
    select
        *,
        json_extract_string(actions_json, '$[*].plannedOpeningDate') as action_openings,
        json_extract_string(actions_json, '$[*].deadlineDates[*]') as action_deadlines
    from {{ ref('stg_funding_tenders__topics') }}
),

sent as (
    select
        *,
        {{ sent_texts('action_json', '$.plannedOpeningDate') }} as openings,
        {{ sent_texts('action_json', '$.deadlineDates') }} as deadlines,
        {{ sent_texts('action_json', '$.budgetYearMap') }} as years,
        list_filter(
            years || [action_json ->> '$.minContribution', action_json ->> '$.maxContribution'],
            lambda x: trim(x) != '' and {{ euro_amount('x') }} is distinct from 0
        ) as amounts,
        list_filter(amounts, lambda x: {{ euro_amount('x') }} is null) as unread_amounts
    from {{ ref('stg_funding_tenders__call_actions') }}
),

-- Only the action of this very topic counts: the others belong to siblings and repeat the same year amounts. It may
-- have several actions; whether they share one amount is not said, so amounts are never added up. A sum that lacks a
-- year would be a wrong budget.
merged as (
    select
        source_file,
        source_row_number,
        max(nullif(case
            when not list_has_any(years, unread_amounts)
                then try_cast(list_sum(list_transform(years, lambda x: {{ euro_amount('x') }})) as decimal(18, 2))
        end, 0)) filter (where is_own) as year_budget_eur,
        min(nullif({{ euro_amount("(action_json ->> '$.minContribution')") }}, 0)) filter (where is_own)
            as min_contribution_eur,
        max(nullif({{ euro_amount("(action_json ->> '$.maxContribution')") }}, 0)) filter (where is_own)
            as max_contribution_eur,
        max(nullif(try_cast(action_json ->> '$.expectedGrants' as integer), 0)) filter (where is_own)
            as expected_grant_count,
        min({{ clean_text("(action_json ->> '$.deadlineModel')") }}) filter (where is_own) as deadline_model,
        flatten(list(openings) filter (where is_own)) as own_openings,
        flatten(list(deadlines) filter (where is_own)) as own_deadlines,
        case
            when bool_or(is_own) then flatten(list(unread_amounts) filter (where is_own))
            else
                list(concat_ws(': ', action_name, array_to_string(amounts, ', ')) order by action_json)
                filter (where len(amounts) > 0)
        end as unread_amounts
    from sent
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
        deadline_model,
        own_openings,
        own_deadlines,
        unread_amounts
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
        coalesce(
            records.opening_date,
            list_min({{ brussels_dates('records.action_openings') }}),
            list_min({{ brussels_dates('record_actions.own_openings') }})
        ) as opening_date,
        records.deadline_dates as listed_dates,
        coalesce(
            {{ brussels_dates('list_concat(records.action_deadlines, record_actions.own_deadlines)') }}, []
        ) as action_dates,
        {{ sent_list("list_concat(records.unread_opening_dates, "
            ~ unread_dates('list_concat(records.action_openings, record_actions.own_openings)') ~ ")") }}
            as unread_opening_date,
        {{ sent_list("list_concat(records.unread_deadline_dates, [records.unread_actions], "
            ~ unread_dates('list_concat(records.action_deadlines, record_actions.own_deadlines)') ~ ")") }}
            as unread_deadline,
        {{ sent_list('list_append(record_actions.unread_amounts, records.unread_budget_overview)') }} as unread_budget,
        record_actions.budget_eur,
        record_actions.min_grant_eur,
        record_actions.max_grant_eur,
        record_actions.expected_grant_count
    from records
    left join {{ ref('portal_record_types') }} as record_types
        on records.record_type_code = record_types.record_type_code
    left join {{ ref('portal_status_codes') }} as status_codes
        on records.status_code = status_codes.status_code
    left join record_actions
        on
            records.source_file = record_actions.source_file
            and records.source_row_number = record_actions.source_row_number
    left join {{ ref('portal_submission_procedures') }} as procedures
        on
            json_extract_string(records.actions_json, '$[0].submissionProcedure.id')
            = procedures.submission_procedure_code
    where records.topic_id is not null
),

-- The list of a record may lag behind its actions. The later last date wins: the whole list if it names as many dates,
-- which is one that was moved, else both together, so that no stage before it is lost. One day apart is one deadline:
-- actions hold as the next day what the list stores in local time as if it were UTC.
compared as (
    select
        * exclude (listed_dates, action_dates),
        case
            when action_dates = [] or list_max(action_dates) <= list_max(listed_dates) + 1
                then coalesce(listed_dates, [])
            when len(action_dates) >= coalesce(len(listed_dates), 0) then action_dates
            else list_sort(list_distinct(listed_dates || action_dates))
        end as deadline_dates,
        case
            when abs(list_max(action_dates) - list_max(listed_dates)) > 1
                then
                    'list: ' || array_to_string(listed_dates, ', ')
                    || '; actions: ' || array_to_string(action_dates, ', ')
        end as differing_deadlines
    from resolved
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
from compared

with previous_inputs as (
    select * from {{ ref('stg_previous__headline_inputs') }}
),

-- Demonstration is never compared, neither with facts nor with itself. An edition that kept no rows cannot
-- be compared with.
previous_facts as (
    select *
    from {{ ref('stg_previous__headline_rows') }}
    where not is_demo
),

current_facts as (
    select *
    from {{ ref('fct_headline_row') }}
    where not is_demo and exists (select 1 from previous_inputs)
),

moved as (
    select
        coalesce(current_facts.figure_id, previous_facts.figure_id) as figure_id,
        coalesce(current_facts.subject_id, previous_facts.subject_id) as subject_id,
        coalesce(current_facts.row_key, previous_facts.row_key) as row_key,
        coalesce(previous_facts.amount, 0) as previous_amount,
        coalesce(current_facts.amount, 0) as current_amount,
        list_extract(coalesce(current_facts.input_ids, previous_facts.input_ids), 1) as record_input_id,
        list_distinct(
            list_concat(coalesce(current_facts.input_ids, []), coalesce(previous_facts.input_ids, []))
        ) as input_ids
    from current_facts
    full outer join previous_facts
        on
            current_facts.figure_id = previous_facts.figure_id
            and current_facts.subject_id = previous_facts.subject_id
            and current_facts.row_key = previous_facts.row_key
    where current_facts.amount is distinct from previous_facts.amount
),

rested_on as (
    select
        figure_id,
        subject_id,
        row_key,
        record_input_id,
        unnest(input_ids) as input_id
    from moved
),

latest_previous as (
    select
        source,
        arg_max(sha256, night_id) as sha256
    from {{ ref('stg_previous__source_statuses') }}
    group by all
),

latest_current as (
    select
        source,
        arg_max(sha256, night_id) as sha256
    from {{ ref('fct_source_status') }}
    group by all
),

changed_sources as (
    select coalesce(latest_current.source, latest_previous.source) as source
    from latest_current
    full outer join latest_previous on latest_current.source = latest_previous.source
    where latest_current.sha256 is distinct from latest_previous.sha256
),

between_editions as (
    select
        base_editions.as_of as base_as_of,
        base_editions.is_code_changed,
        base_editions.as_of != {{ as_of() }} as is_date_moved,
        (select count(*) from changed_sources) > 0 as is_content_changed
    from {{ ref('stg_previous__editions') }} as base_editions
),

compared as (
    select
        rested_on.figure_id,
        rested_on.subject_id,
        rested_on.row_key,
        rested_on.input_id = rested_on.record_input_id as is_record,
        previous_inputs.input_id is not null as was_there,
        current_inputs.input_id is not null as is_there,
        coalesce(previous_inputs.row_marks, []) as marks_then,
        coalesce(current_inputs.row_marks, []) as marks_now,
        coalesce(previous_inputs.turning_dates, []) as dates_then,
        coalesce(current_inputs.turning_dates, []) as dates_now,
        coalesce(previous_inputs.link_id, '') != coalesce(current_inputs.link_id, '') as is_link_moved,
        between_editions.base_as_of,
        between_editions.is_code_changed,
        between_editions.is_content_changed,
        between_editions.is_date_moved
    from rested_on
    cross join between_editions
    left join previous_inputs on rested_on.input_id = previous_inputs.input_id
    left join {{ ref('fct_headline_input') }} as current_inputs
        on rested_on.input_id = current_inputs.input_id
),

passed as (
    select
        *,
        list_filter(
            dates_then,
            lambda x: x > base_as_of
            and x <= {{ as_of() }}
            and (not is_there or list_contains(dates_now, x))
        ) as passed_dates
    from compared
),

-- What can be shown of a row, over all records that it rests on.
shown as (
    select
        figure_id,
        subject_id,
        row_key,
        bool_or(is_record and not was_there) as is_record_new,
        bool_or(len(passed_dates) > 0) as is_date_passed,
        bool_or(not list_has_all(marks_now, marks_then)) as is_corrected,
        bool_or(not list_has_all(marks_then, marks_now)) as is_added,
        bool_or(is_link_moved) as is_link_moved,
        bool_or(is_code_changed) as is_code_changed,
        bool_or(is_content_changed) as is_content_changed,
        bool_or(is_date_moved) as is_date_moved
    from passed
    group by all
),

evidence as (
    select
        figure_id,
        subject_id,
        row_key,
        unnest([
            case when is_record_new then 'record_is_new' end,
            case when is_date_passed then 'date_passed' end,
            case when is_corrected then 'rows_corrected' end,
            case when is_added then 'rows_added' end,
            case when is_link_moved then 'link_moved' end,
            case when is_code_changed then 'code_changed' end,
            case when is_content_changed then 'other_rows_changed' end,
            case when is_date_moved then 'only_date_moved' end
        ]) as evidence_id
    from shown
),

explained as (
    select
        evidence.figure_id,
        evidence.subject_id,
        evidence.row_key,
        arg_min(causes.cause, causes.cause_rank) as cause,
        arg_min(causes.evidence_id, causes.cause_rank) as evidence_id
    from evidence
    inner join {{ ref('change_causes') }} as causes on evidence.evidence_id = causes.evidence_id
    group by all
)

select
    moved.figure_id,
    moved.subject_id,
    moved.row_key,
    moved.previous_amount,
    moved.current_amount,
    cast(moved.current_amount - moved.previous_amount as decimal(18, 2)) as amount,
    coalesce(explained.cause, 'unexplained') as cause,
    explained.evidence_id
from moved
left join explained
    on
        moved.figure_id = explained.figure_id
        and moved.subject_id = explained.subject_id
        and moved.row_key = explained.row_key

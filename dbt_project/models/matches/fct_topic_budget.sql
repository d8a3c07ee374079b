with
-- Amounts come as numbers or as text, and the year may be "0": an amount of no stated year. An overview without
-- columns of years still says how many grants of what size are expected.
amounts as (
    select
        source_file,
        source_row_number,
        action_name,
        is_own,
        action_json,
        nullif(try_cast(unnest(json_keys(action_json, '$.budgetYearMap')) as integer), 0) as budget_year,
        {{ euro_amount("unnest(json_extract_string(action_json, '$.budgetYearMap.*'))") }} as budget_eur
    from {{ ref('stg_funding_tenders__call_actions') }}
    where json_type(action_json, '$.budgetYearMap') = 'OBJECT'
    union all
    select
        source_file,
        source_row_number,
        action_name,
        is_own,
        action_json,
        null as budget_year,
        null as budget_eur
    from {{ ref('stg_funding_tenders__call_actions') }}
    where json_type(action_json, '$.budgetYearMap') is distinct from 'OBJECT' and is_own
),

counted as (
    select
        *,
        count(distinct action_name) filter (where not is_own) over (
            partition by source_file, source_row_number, budget_year, budget_eur
        ) as sibling_action_count
    from amounts
    where budget_eur > 0 or json_type(action_json, '$.budgetYearMap') is distinct from 'OBJECT'
),

-- The same action may stand under several keys of the map.
action_years as (
    select
        source_file,
        source_row_number,
        action_name,
        budget_year,
        budget_eur,
        nullif({{ euro_amount("(action_json ->> '$.minContribution')") }}, 0) as min_grant_eur,
        nullif({{ euro_amount("(action_json ->> '$.maxContribution')") }}, 0) as max_grant_eur,
        nullif(try_cast(action_json ->> '$.expectedGrants' as integer), 0) as expected_grant_count,
        {{ brussels_date("(action_json ->> '$.plannedOpeningDate')") }} as planned_opening_date,
        sibling_action_count > 0 as is_amount_of_siblings_too
    from counted
    where
        is_own
        and coalesce(budget_eur, max_grant_eur, min_grant_eur, expected_grant_count) is not null
    qualify row_number() over (
        partition by source_file, source_row_number, action_name, budget_year
        order by budget_eur desc nulls last, action_json asc
    ) = 1
)

-- The type of action alone names no topic.
select
    concat_ws(
        '|',
        case
            when starts_with(lower(action_years.action_name) || ' - ', lower(portal_records.topic_id) || ' - ')
                then action_years.action_name
            else concat_ws(' - ', portal_records.topic_id, action_years.action_name)
        end,
        coalesce(cast(action_years.budget_year as varchar), 'no year')
    ) as topic_budget_id,
    portal_records.topic_id,
    action_years.action_name,
    action_years.budget_year,
    action_years.budget_eur,
    {{ budget_estimate('action_years') }} as budget_estimate_eur,
    action_years.min_grant_eur,
    action_years.max_grant_eur,
    action_years.expected_grant_count,
    action_years.planned_opening_date,
    action_years.is_amount_of_siblings_too
from action_years
inner join {{ ref('int_topics__portal_records') }} as portal_records
    on
        action_years.source_file = portal_records.source_file
        and action_years.source_row_number = portal_records.source_row_number
where portal_records.is_chosen

with
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
    from {{ ref('int_topics__call_actions') }}
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
)

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

with current_totals as (
    select
        figure_id,
        subject_id,
        sum(amount) as figure_value
    from {{ ref('fct_headline_row') }}
    where not is_demo
    group by all
),

previous_totals as (
    select
        figure_id,
        subject_id,
        sum(amount) as figure_value
    from {{ ref('stg_previous__headline_rows') }}
    where not is_demo
    group by all
),

by_cause as (
    select
        figure_id,
        subject_id,
        cause,
        cast(sum(amount) as decimal(18, 2)) as amount,
        count(*) as row_count,
        list_slice(
            list(row_key order by abs(amount) desc, row_key asc),
            1,
            cast({{ parameter('change_example_count') }} as integer)
        ) as example_keys
    from {{ ref('fct_changed_row') }}
    group by all
)

-- The two values are summed from the rows of the two editions, not from the moves between them: that the
-- causes make the difference is a claim with a test.
select
    by_cause.figure_id,
    by_cause.subject_id,
    by_cause.cause,
    figures.figure_name,
    figures.unit,
    cast(coalesce(previous_totals.figure_value, 0) as decimal(18, 2)) as previous_value,
    cast(coalesce(current_totals.figure_value, 0) as decimal(18, 2)) as current_value,
    cast(
        coalesce(current_totals.figure_value, 0)
        - coalesce(previous_totals.figure_value, 0) as decimal(18, 2)
    ) as difference,
    by_cause.amount,
    by_cause.row_count,
    by_cause.example_keys
from by_cause
inner join {{ ref('headline_figures') }} as figures on by_cause.figure_id = figures.figure_id
left join current_totals
    on by_cause.figure_id = current_totals.figure_id and by_cause.subject_id = current_totals.subject_id
left join previous_totals
    on by_cause.figure_id = previous_totals.figure_id and by_cause.subject_id = previous_totals.subject_id

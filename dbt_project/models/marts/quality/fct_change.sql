with

changed_rows as (

    select * from {{ ref('fct_changed_row') }}

),

figures as (

    select * from {{ ref('headline_figures') }}

),

current_rows as (

    select * from {{ ref('fct_headline_row') }}

),

previous_rows as (

    select * from {{ ref('stg_previous__headline_rows') }}

),

current_totals as (

    select
        figure_id,
        subject_id,
        sum(amount) as figure_value
    from current_rows
    where not is_demo
    group by all

),

previous_totals as (

    select
        figure_id,
        subject_id,
        sum(amount) as figure_value
    from previous_rows
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
    from changed_rows
    group by all

),

-- The two values are summed from the rows of the two editions, not from the moves between them: that the
-- causes make the difference is a claim with a test.
final as (

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
    inner join figures on by_cause.figure_id = figures.figure_id
    left join current_totals
        on by_cause.figure_id = current_totals.figure_id and by_cause.subject_id = current_totals.subject_id
    left join previous_totals
        on by_cause.figure_id = previous_totals.figure_id and by_cause.subject_id = previous_totals.subject_id

)

select * from final

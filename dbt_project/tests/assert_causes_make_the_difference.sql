-- The difference between the rows of the two editions, counted again here, is what the causes account for.
with rows_of_both as (
    select
        figure_id,
        subject_id,
        amount
    from {{ ref('fct_headline_row') }}
    where not is_demo and exists (select 1 from {{ ref('stg_previous__headline_inputs') }})
    union all
    select
        figure_id,
        subject_id,
        -amount as amount
    from {{ ref('stg_previous__headline_rows') }}
    where not is_demo
),

differences as (
    select
        figure_id,
        subject_id,
        sum(amount) as difference
    from rows_of_both
    group by all
),

explained as (
    select
        figure_id,
        subject_id,
        sum(amount) as explained_difference,
        min(difference) as smallest_difference,
        max(difference) as largest_difference
    from {{ ref('fct_change') }}
    group by all
)

select
    coalesce(differences.figure_id, explained.figure_id) as figure_id,
    coalesce(differences.subject_id, explained.subject_id) as subject_id,
    differences.difference,
    explained.explained_difference
from differences
full outer join explained
    on differences.figure_id = explained.figure_id and differences.subject_id = explained.subject_id
where
    coalesce(differences.difference, 0) != coalesce(explained.explained_difference, 0)
    or explained.smallest_difference != explained.explained_difference
    or explained.largest_difference != explained.explained_difference

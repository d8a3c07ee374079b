-- A figure and what it is said to be a part of are counted over the same rows. An organisation has a row under the
-- first of its PICs in each figure, so its rows cannot be compared: its numbers are.
with figures as (
    select
        figures.figure_id,
        figures.population_id,
        figures.row_key_meaning
    from {{ ref('headline_figures') }} as figures
    inner join {{ ref('headline_figures') }} as populations
        on
            figures.population_id = populations.figure_id
            and figures.row_key_meaning = populations.row_key_meaning
    where figures.row_key_meaning != 'PIC'
),

within_population as (
    select
        figures.figure_id,
        population_rows.row_key
    from figures
    inner join {{ ref('fct_headline_row') }} as population_rows
        on figures.population_id = population_rows.figure_id and population_rows.subject_id = 'all'
)

select
    headline_rows.figure_id,
    headline_rows.subject_id,
    headline_rows.row_key
from {{ ref('fct_headline_row') }} as headline_rows
inner join figures on headline_rows.figure_id = figures.figure_id
anti join within_population
    on
        headline_rows.figure_id = within_population.figure_id
        and headline_rows.row_key = within_population.row_key
union all
select
    figure_id,
    subject_id,
    population_name as row_key
from {{ ref('fct_headline') }}
where figure_value is not null and (population is null or figure_value > population)

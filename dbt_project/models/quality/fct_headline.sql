with figures as (
    select * from {{ ref('headline_figures') }}
),

subjects as (
    select
        figures.figure_id,
        'all' as subject_id,
        true as is_observable
    from figures
    where starts_with(figures.subjects, 'all')
    union all
    select
        figures.figure_id,
        partnerships.partnership_id as subject_id,
        not figures.needs_observation or engagement.joint_project_count is not null as is_observable
    from figures
    cross join {{ ref('dim_partnership') }} as partnerships
    left join {{ ref('fct_partnership_engagement') }} as engagement
        on partnerships.partnership_id = engagement.partnership_id
    where figures.subjects like '%partnership'
),

totals as (
    select
        figure_id,
        subject_id,
        sum(amount) as figure_value,
        count(*) as row_count,
        bool_or(is_demo) as is_demo
    from {{ ref('fct_headline_row') }}
    group by all
),

-- What could not be observed is null and not zero.
valued as (
    select
        figures.figure_id,
        subjects.subject_id,
        case when subjects.is_observable then cast(coalesce(totals.figure_value, 0) as decimal(18, 2)) end
            as figure_value,
        coalesce(totals.row_count, 0) as row_count,
        coalesce(totals.is_demo, false) as is_demo
    from subjects
    inner join figures on subjects.figure_id = figures.figure_id
    left join totals on subjects.figure_id = totals.figure_id and subjects.subject_id = totals.subject_id
),

observations as (
    select
        source || '.' || table_name as observed_table,
        max(observed_to) as observed_to
    from {{ ref('fct_observation') }}
    group by all
)

-- The population is that of all where the partnership has none of its own.
select
    valued.figure_id,
    valued.subject_id,
    figures.figure_name,
    figures.unit,
    figures.model,
    valued.figure_value,
    valued.row_count,
    populations.figure_name as population_name,
    coalesce(own_populations.figure_value, all_populations.figure_value) as population,
    observations.observed_to,
    valued.is_demo
from valued
inner join figures on valued.figure_id = figures.figure_id
inner join figures as populations on figures.population_id = populations.figure_id
left join observations on figures.observed_table = observations.observed_table
left join valued as own_populations
    on figures.population_id = own_populations.figure_id and valued.subject_id = own_populations.subject_id
left join valued as all_populations
    on figures.population_id = all_populations.figure_id and all_populations.subject_id = 'all'

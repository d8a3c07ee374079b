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
)

-- What could not be observed is null and not zero.
select
    subjects.figure_id,
    subjects.subject_id,
    figures.figure_name,
    figures.unit,
    figures.model,
    case when subjects.is_observable then cast(coalesce(totals.figure_value, 0) as decimal(18, 2)) end
        as figure_value,
    coalesce(totals.row_count, 0) as row_count,
    coalesce(totals.is_demo, false) as is_demo
from subjects
inner join figures on subjects.figure_id = figures.figure_id
left join totals on subjects.figure_id = totals.figure_id and subjects.subject_id = totals.subject_id

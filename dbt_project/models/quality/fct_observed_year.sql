-- CORDIS publishes a project with its topic long before the organisations in it.
with years as (
    select
        project_year,
        count(*) as project_count,
        count(*) filter (where has_participations) as with_participations_count
    from {{ ref('int_projects__spine') }}
    where project_year is not null
    group by all
)

select
    project_year,
    project_count,
    with_participations_count,
    with_participations_count / project_count as observed_share,
    with_participations_count / project_count >= {{ parameter('observed_year_min_share') }} as is_observed
from years

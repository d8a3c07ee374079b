-- An act stands in the half-year of its first day; where its date may lie in a later one it is counted apart besides.
with acts as (
    select
        parts.partnership_id,
        days.half_year,
        count(*) filter (where parts.evidence = 'declared') as declared_act_count,
        count(*) filter (where parts.evidence = 'public record') as public_record_act_count,
        count(distinct parts.member_id) as acting_member_count,
        count(*) filter (where last_days.half_year is distinct from days.half_year) as vague_act_count
    from {{ ref('fct_engagement_part') }} as parts
    inner join {{ ref('dim_date') }} as days on parts.act_from = days.calendar_date
    left join {{ ref('dim_date') }} as last_days on parts.act_to = last_days.calendar_date
    where parts.left_out_reason is null
    group by all
),

joint_projects as (
    select
        partnership_id,
        project_year,
        count(*) as joint_project_count
    from {{ ref('fct_joint_project') }}
    where has_participations
    group by all
),

first_ones as (
    select min(half_year) as half_year
    from acts
),

half_years as (
    select distinct
        days.calendar_year,
        days.half_year
    from {{ ref('dim_date') }} as days
    cross join first_ones
    where days.half_year >= first_ones.half_year and days.calendar_date <= {{ as_of() }}
)

-- Projects are known to their year; a year that was not observed says nothing of them, nor do members that cannot be.
select
    partnerships.partnership_id,
    half_years.half_year,
    coalesce(acts.declared_act_count, 0) as declared_act_count,
    coalesce(acts.public_record_act_count, 0) as public_record_act_count,
    coalesce(acts.acting_member_count, 0) as acting_member_count,
    coalesce(acts.vague_act_count, 0) as vague_act_count,
    half_years.calendar_year as project_year,
    case
        when observed.is_observed and engagement.joint_project_count is not null
            then coalesce(joint_projects.joint_project_count, 0)
    end as year_joint_project_count,
    observed.observed_share
from {{ ref('int_partnerships__overlaid') }} as partnerships
cross join half_years
left join acts
    on partnerships.partnership_id = acts.partnership_id and half_years.half_year = acts.half_year
left join joint_projects
    on
        partnerships.partnership_id = joint_projects.partnership_id
        and half_years.calendar_year = joint_projects.project_year
left join {{ ref('fct_partnership_engagement') }} as engagement
    on partnerships.partnership_id = engagement.partnership_id
left join {{ ref('fct_observed_year') }} as observed on half_years.calendar_year = observed.project_year

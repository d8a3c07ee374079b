with members as (
    select
        partnership_id,
        count(*) as member_count,
        count(distinct country_code) as member_country_count
    from {{ ref('int_memberships__current') }}
    group by all
),

activity as (
    select
        partnership_id,
        count(*) filter (where joint_project_count > 0) as active_member_count,
        bool_or(joint_project_count is not null) as is_observable,
        bool_or(is_demo) as is_demo
    from {{ ref('fct_region_engagement') }}
    group by all
),

joint_totals as (
    select
        partnership_id,
        count(distinct project_id) as joint_project_count,
        count(distinct organisation_id) as organisation_count,
        cast(sum(net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur
    from {{ ref('int_joint_projects__participations') }}
    group by all
)

-- Members unknown to the registry could have no joint projects observed: counts stay null then, not zero.
select
    partnerships.partnership_id,
    coalesce(members.member_count, 0) as member_count,
    coalesce(members.member_country_count, 0) as member_country_count,
    case when activity.is_observable then activity.active_member_count end as active_member_count,
    case when activity.is_observable then coalesce(joint_totals.joint_project_count, 0) end
        as joint_project_count,
    case when activity.is_observable then coalesce(joint_totals.organisation_count, 0) end
        as organisation_count,
    case when activity.is_observable then coalesce(joint_totals.net_ec_contribution_eur, 0) end
        as net_ec_contribution_eur,
    {{ participations_observed_to() }} as observed_to,
    coalesce(activity.is_demo, false) as is_demo
from {{ ref('int_partnerships__overlaid') }} as partnerships
left join members on partnerships.partnership_id = members.partnership_id
left join activity on partnerships.partnership_id = activity.partnership_id
left join joint_totals on partnerships.partnership_id = joint_totals.partnership_id

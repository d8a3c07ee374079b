-- One participation belongs to one member: projects, members and the partnership carry the same money.
with by_project as (
    select
        partnership_id,
        sum(net_ec_contribution_eur) as net_eur,
        count(*) as project_count
    from {{ ref('fct_joint_project') }}
    where has_participations
    group by all
),

by_member as (
    select
        partnership_id,
        sum(net_ec_contribution_eur) as net_eur
    from {{ ref('fct_region_engagement') }}
    group by all
)

select
    partnerships.partnership_id,
    partnerships.net_ec_contribution_eur,
    by_project.net_eur as project_net_eur,
    by_member.net_eur as member_net_eur
from {{ ref('fct_partnership_engagement') }} as partnerships
left join by_project on partnerships.partnership_id = by_project.partnership_id
left join by_member on partnerships.partnership_id = by_member.partnership_id
where
    coalesce(partnerships.net_ec_contribution_eur, 0) != coalesce(by_project.net_eur, 0)
    or coalesce(partnerships.net_ec_contribution_eur, 0) != coalesce(by_member.net_eur, 0)
    or coalesce(partnerships.joint_project_count, 0) != coalesce(by_project.project_count, 0)

-- The count, the list and the rule agree, and every member named is a member.
with members as (
    select
        partnership_id,
        project_id,
        member_region_count,
        member_ids,
        unnest(member_ids) as member_id
    from {{ ref('fct_joint_project') }}
)

select
    members.partnership_id,
    members.project_id
from members
left join {{ ref('fct_membership') }} as memberships
    on members.partnership_id = memberships.partnership_id and members.member_id = memberships.member_id
where
    memberships.member_id is null
    or members.member_region_count != len(members.member_ids)
    or members.member_region_count < {{ parameter('joint_project_min_member_regions') }}

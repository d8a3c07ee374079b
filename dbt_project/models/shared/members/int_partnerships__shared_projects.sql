select
    member_codes.partnership_id,
    participations.project_id,
    count(distinct member_codes.member_id) as member_region_count
from {{ ref('int_participations__unioned') }} as participations
inner join {{ ref('int_memberships__nuts_codes') }} as member_codes
    on participations.nuts_code = member_codes.nuts_code
group by member_codes.partnership_id, participations.project_id
having count(distinct member_codes.member_id) >= {{ parameter('joint_project_min_member_regions') }}

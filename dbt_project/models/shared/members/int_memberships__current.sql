with in_force as (
    select *
    from {{ ref('int_memberships__keyed') }}
    where
        (valid_from_date is null or valid_from_date <= {{ as_of() }})
        and (valid_to_date is null or valid_to_date >= {{ as_of() }})
)

select
    in_force.partnership_id,
    in_force.member_id,
    in_force.nuts_code,
    in_force.region_name,
    in_force.country_code,
    in_force.role
from in_force
left join {{ ref('member_roles') }} as member_roles on in_force.role = member_roles.role
qualify row_number() over (
    partition by in_force.partnership_id, in_force.member_id
    order by member_roles.role_rank, in_force.membership_id
) = 1

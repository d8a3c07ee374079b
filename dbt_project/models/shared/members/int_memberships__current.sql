with in_force as (
    select *
    from {{ ref('int_memberships__keyed') }}
    where
        (valid_from_date is null or valid_from_date <= {{ as_of() }})
        and (valid_to_date is null or valid_to_date >= {{ as_of() }})
)

-- A country, a region inside another member, and a member without a code are members and no regions to be counted
-- beside the others.
select
    in_force.partnership_id,
    in_force.member_id,
    in_force.nuts_code,
    in_force.region_name,
    in_force.stated_name,
    in_force.country_code,
    in_force.role,
    case
        when in_force.nuts_code is null then 'without_code'
        when length(in_force.nuts_code) = 2 then 'country'
        when
            exists (
                select 1
                from in_force as outer_members
                where
                    in_force.partnership_id = outer_members.partnership_id
                    and starts_with(in_force.nuts_code, outer_members.nuts_code)
                    and in_force.nuts_code != outer_members.nuts_code
            )
            then 'nested'
        else 'region'
    end as member_kind
from in_force
left join {{ ref('member_roles') }} as member_roles on in_force.role = member_roles.role
qualify row_number() over (
    partition by in_force.partnership_id, in_force.member_id
    order by member_roles.role_rank, in_force.membership_id
) = 1

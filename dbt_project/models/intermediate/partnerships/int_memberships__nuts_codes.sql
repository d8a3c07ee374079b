with

memberships as (

    select * from {{ ref('int_memberships__current') }}

),

code_placements as (

    select * from {{ ref('int_participations__code_placements') }}

),

-- Where a region and a part of it are both members, an organisation belongs to the more specific one.
final as (

    select
        memberships.partnership_id,
        code_placements.nuts_code,
        memberships.member_id
    from memberships
    inner join code_placements on starts_with(code_placements.nuts_code, memberships.nuts_code)
    qualify row_number() over (
        partition by memberships.partnership_id, code_placements.nuts_code
        order by length(memberships.nuts_code) desc
    ) = 1

)

select * from final

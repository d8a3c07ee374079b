with code_placements as (
    select * from {{ ref('int_participations__code_placements') }}
),

correspondences as (
    select * from {{ ref('bridge_nuts_correspondence') }}
),

-- A member is stated in a code of one NUTS version, a seat may come in one of another: the same place where
-- the whole region is meant, and where it goes on under its name with other borders.
same_place as (
    select
        nuts_code,
        region_id
    from code_placements
    union
    select
        code_placements.nuts_code,
        paths.code_to || '@' || paths.version_to as region_id
    from code_placements
    inner join {{ ref('int_nuts_conversions__paths') }} as paths
        on code_placements.region_id = paths.code_from || '@' || paths.version_from
    inner join {{ ref('conversion_bases') }} as conversion_bases
        on paths.conversion_basis = conversion_bases.conversion_basis
    where paths.conversion_share = 1 and not conversion_bases.is_estimate and paths.code_to is not null
),

known_as as (
    select
        nuts_code,
        coalesce(split_part(region_id, '@', 1), nuts_code) as code_known_as
    from same_place
    union
    select
        same_place.nuts_code,
        correspondences.code_from as code_known_as
    from same_place
    inner join correspondences on same_place.region_id = correspondences.code_to || '@' || correspondences.version_to
    where correspondences.is_same_name
    union
    select
        same_place.nuts_code,
        correspondences.code_to as code_known_as
    from same_place
    inner join correspondences
        on same_place.region_id = correspondences.code_from || '@' || correspondences.version_from
    where correspondences.is_same_name
)

-- Where a region and a part of it are both members, an organisation belongs to the more specific one.
select
    memberships.partnership_id,
    known_as.nuts_code,
    memberships.member_id
from {{ ref('int_memberships__current') }} as memberships
inner join known_as on starts_with(known_as.code_known_as, memberships.nuts_code)
qualify row_number() over (
    partition by memberships.partnership_id, known_as.nuts_code
    order by
        length(memberships.nuts_code) desc,
        known_as.code_known_as = known_as.nuts_code desc,
        memberships.member_id asc
) = 1

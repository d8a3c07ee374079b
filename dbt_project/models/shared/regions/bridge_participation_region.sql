with conversion_bases as (
    select * from {{ ref('conversion_bases') }}
),

participations as (
    select
        participations.participation_id,
        case when participations.placement = 'region' then participations.region_id end as region_id,
        coalesce(participations.net_ec_contribution_eur, 0) as net_ec_contribution_eur,
        regexp_replace(seats.post_code, '[^0-9]', '', 'g') as post_code_digits
    from {{ ref('fct_participation') }} as participations
    inner join {{ ref('int_participations__unioned') }} as seats
        on participations.participation_id = seats.participation_id
),

seated as (
    select
        participations.participation_id,
        seat_areas.version_to,
        seat_areas.code_to
    from participations
    inner join {{ ref('seat_areas') }} as seat_areas
        on
            participations.region_id = seat_areas.code_from || '@' || seat_areas.version_from
            and starts_with(participations.post_code_digits, seat_areas.post_code_prefix)
    qualify row_number() over (
        partition by participations.participation_id, seat_areas.version_to
        order by length(seat_areas.post_code_prefix) desc
    ) = 1
),

paths as (
    select
        *,
        code_from || '@' || version_from as region_id
    from {{ ref('int_nuts_conversions__paths') }}
),

versions as (
    select distinct version_to as nuts_version
    from paths
),

in_every_version as (
    select
        participations.participation_id,
        participations.net_ec_contribution_eur,
        seated.version_to as nuts_version,
        seated.code_to as nuts_code,
        1 as conversion_share,
        'seat' as conversion_basis
    from participations
    inner join seated on participations.participation_id = seated.participation_id
    union all
    select
        participations.participation_id,
        participations.net_ec_contribution_eur,
        paths.version_to as nuts_version,
        paths.code_to as nuts_code,
        paths.conversion_share,
        paths.conversion_basis
    from participations
    inner join paths on participations.region_id = paths.region_id
    anti join seated
        on participations.participation_id = seated.participation_id and paths.version_to = seated.version_to
    union all
    select
        participations.participation_id,
        participations.net_ec_contribution_eur,
        versions.nuts_version,
        null as nuts_code,
        1 as conversion_share,
        'not_placed' as conversion_basis
    from participations
    cross join versions
    where participations.region_id is null
),

rounded as (
    select
        *,
        cast(net_ec_contribution_eur * conversion_share as decimal(18, 2)) as rounded_eur,
        row_number() over (
            partition by participation_id, nuts_version
            order by conversion_share desc, nuts_code asc
        ) = 1 as is_largest_part
    from in_every_version
)

-- Cents that rounding takes or adds go to the largest part: every version adds up to the same euro.
select
    rounded.participation_id,
    rounded.nuts_version,
    rounded.nuts_code,
    rounded.conversion_basis,
    cast(rounded.conversion_share as double) as conversion_share,
    cast(
        case
            when rounded.is_largest_part
                then
                    rounded.net_ec_contribution_eur + rounded.rounded_eur
                    - sum(rounded.rounded_eur) over (
                        partition by rounded.participation_id, rounded.nuts_version
                    )
            else rounded.rounded_eur
        end as decimal(18, 2)
    ) as net_ec_contribution_eur,
    conversion_bases.is_estimate
from rounded
inner join conversion_bases on rounded.conversion_basis = conversion_bases.conversion_basis

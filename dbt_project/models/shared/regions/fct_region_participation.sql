with regions as (
    select * from {{ ref('int_regions__unioned') }}
),

paths as (
    select * from {{ ref('int_nuts_conversions__paths') }}
),

conversion_bases as (
    select * from {{ ref('conversion_bases') }}
),

versions as (
    select distinct nuts_version
    from regions
),

levels as (
    select distinct nuts_level
    from regions
    where nuts_level > 0
),

placed as (
    select
        case when participations.placement = 'region' then participations.region_id end as region_id,
        projects.programme_id,
        projects.project_year,
        participations.is_demo,
        participations.organisation_id,
        count(*) as participation_count,
        coalesce(sum(participations.net_ec_contribution_eur), 0) as net_ec_contribution_eur
    from {{ ref('fct_participation') }} as participations
    left join {{ ref('int_projects__spine') }} as projects on participations.project_id = projects.project_id
    group by all
),

per_region as (
    select
        row_number() over () as group_number,
        region_id,
        programme_id,
        project_year,
        is_demo,
        list(organisation_id) as organisation_ids,
        sum(participation_count) as participation_count,
        sum(net_ec_contribution_eur) as net_ec_contribution_eur
    from placed
    group by region_id, programme_id, project_year, is_demo
),

in_every_version as (
    select
        per_region.*,
        versions.nuts_version,
        paths.version_from,
        paths.code_from,
        paths.code_to,
        coalesce(paths.conversion_share, 1) as conversion_share,
        coalesce(paths.conversion_basis, 'not_placed') as conversion_basis,
        coalesce(paths.is_converted, false) as is_converted
    from per_region
    cross join versions
    left join paths
        on
            per_region.region_id = paths.code_from || '@' || paths.version_from
            and versions.nuts_version = paths.version_to
),

rounded as (
    select
        *,
        cast(net_ec_contribution_eur * conversion_share as decimal(18, 2)) as rounded_eur,
        row_number() over (
            partition by group_number, nuts_version
            order by conversion_share desc, code_to asc
        ) = 1 as is_largest_part
    from in_every_version
),

-- Cents that rounding takes or adds go to the largest part: every version adds up to the same euro.
apportioned as (
    select
        *,
        case
            when is_largest_part
                then
                    net_ec_contribution_eur
                    - (sum(rounded_eur) over (partition by group_number, nuts_version) - rounded_eur)
            else rounded_eur
        end as part_eur
    from rounded
),

whole_regions as (
    select paths.*
    from paths
    inner join conversion_bases on paths.conversion_basis = conversion_bases.conversion_basis
    where paths.conversion_share = 1 and not conversion_bases.is_estimate and paths.code_to is not null
),

-- A region that went over whole takes all its parts with it, whatever became of the borders between them: an
-- equal split of two districts is no estimate of the province that holds both.
at_each_level as (
    select
        apportioned.nuts_version,
        levels.nuts_level,
        coalesce(
            whole_regions.code_to,
            case
                when length(apportioned.code_to) >= length('EU') + levels.nuts_level
                    then left(apportioned.code_to, length('EU') + levels.nuts_level)
            end
        ) as nuts_code,
        apportioned.programme_id,
        apportioned.project_year,
        apportioned.is_demo,
        apportioned.organisation_ids,
        apportioned.participation_count * apportioned.conversion_share as weighted_participation_count,
        apportioned.part_eur,
        apportioned.is_converted,
        conversion_bases.basis_rank,
        conversion_bases.is_estimate
    from apportioned
    cross join levels
    left join whole_regions
        on
            apportioned.version_from = whole_regions.version_from
            and apportioned.nuts_version = whole_regions.version_to
            -- One side of the equation, as a condition on the left alone would compare every row with every row.
            and whole_regions.code_from = case
                when length(apportioned.code_from) >= length('EU') + levels.nuts_level
                    then left(apportioned.code_from, length('EU') + levels.nuts_level)
            end
    inner join conversion_bases
        on
            coalesce(whole_regions.conversion_basis, apportioned.conversion_basis)
            = conversion_bases.conversion_basis
),

aggregated as (
    select
        nuts_version,
        nuts_level,
        nuts_code,
        programme_id,
        project_year,
        is_demo,
        sum(weighted_participation_count) as weighted_participation_count,
        len(list_distinct(flatten(list(organisation_ids)))) as organisation_count,
        cast(sum(part_eur) as decimal(18, 2)) as net_ec_contribution_eur,
        cast(coalesce(sum(part_eur) filter (where is_estimate), 0) as decimal(18, 2)) as estimated_eur,
        bool_or(is_converted) as is_converted,
        max(basis_rank) as basis_rank
    from at_each_level
    group by all
)

select
    concat_ws(
        '|',
        coalesce(aggregated.nuts_code, 'none') || '@' || aggregated.nuts_version,
        aggregated.nuts_level,
        coalesce(aggregated.programme_id, 'none'),
        coalesce(cast(aggregated.project_year as varchar), 'none')
    ) as region_participation_id,
    aggregated.nuts_version,
    aggregated.nuts_level,
    aggregated.nuts_code,
    regions.region_id,
    aggregated.programme_id,
    aggregated.project_year,
    round(aggregated.weighted_participation_count, 10) as weighted_participation_count,
    aggregated.organisation_count,
    aggregated.net_ec_contribution_eur,
    aggregated.estimated_eur as estimated_net_ec_contribution_eur,
    aggregated.is_converted,
    conversion_bases.conversion_basis,
    aggregated.is_demo
from aggregated
inner join conversion_bases on aggregated.basis_rank = conversion_bases.basis_rank
left join regions
    on
        aggregated.nuts_code = regions.nuts_code
        and aggregated.nuts_version = regions.nuts_version

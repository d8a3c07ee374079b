with conversion_bases as (
    select * from {{ ref('conversion_bases') }}
),

levels as (
    select distinct nuts_level
    from {{ ref('int_regions__unioned') }}
    where nuts_level > 0
),

-- A region that went over whole takes all its parts with it, whatever became of the borders between them: an
-- equal split of two districts is no estimate of the province that holds both.
whole_regions as (
    select
        regions.region_id,
        levels.nuts_level,
        paths.version_to as nuts_version,
        paths.code_to as nuts_code,
        paths.conversion_basis
    from {{ ref('int_regions__unioned') }} as regions
    inner join levels on regions.nuts_level > levels.nuts_level
    inner join {{ ref('int_nuts_conversions__paths') }} as paths
        on
            regions.nuts_version = paths.version_from
            and left(regions.nuts_code, length('EU') + levels.nuts_level) = paths.code_from
    inner join conversion_bases on paths.conversion_basis = conversion_bases.conversion_basis
    where paths.conversion_share = 1 and not conversion_bases.is_estimate and paths.code_to is not null
),

placed as (
    select
        placements.nuts_version,
        placements.nuts_code,
        placements.conversion_basis,
        case when participations.placement = 'region' then participations.region_id end as stated_region_id,
        projects.programme_id,
        projects.project_year,
        participations.is_demo,
        participations.organisation_id,
        sum(placements.conversion_share) as weighted_participation_count,
        sum(placements.net_ec_contribution_eur) as net_ec_contribution_eur
    from {{ ref('bridge_participation_region') }} as placements
    inner join {{ ref('fct_participation') }} as participations
        on placements.participation_id = participations.participation_id
    left join {{ ref('int_projects__spine') }} as projects on participations.project_id = projects.project_id
    group by all
),

at_each_level as (
    select
        placed.nuts_version,
        levels.nuts_level,
        coalesce(
            whole_regions.nuts_code,
            case
                when length(placed.nuts_code) >= length('EU') + levels.nuts_level
                    then left(placed.nuts_code, length('EU') + levels.nuts_level)
            end
        ) as nuts_code,
        placed.programme_id,
        placed.project_year,
        placed.is_demo,
        placed.organisation_id,
        placed.weighted_participation_count,
        placed.net_ec_contribution_eur,
        not coalesce(ends_with(placed.stated_region_id, '@' || placed.nuts_version), true) as is_converted,
        conversion_bases.basis_rank,
        conversion_bases.is_estimate
    from placed
    cross join levels
    left join whole_regions
        on
            placed.stated_region_id = whole_regions.region_id
            and placed.nuts_version = whole_regions.nuts_version
            and levels.nuts_level = whole_regions.nuts_level
    inner join conversion_bases
        on
            coalesce(whole_regions.conversion_basis, placed.conversion_basis)
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
        count(distinct organisation_id) as organisation_count,
        cast(sum(net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur,
        cast(coalesce(sum(net_ec_contribution_eur) filter (where is_estimate), 0) as decimal(18, 2))
            as estimated_eur,
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
left join {{ ref('int_regions__unioned') }} as regions
    on
        aggregated.nuts_code = regions.nuts_code
        and aggregated.nuts_version = regions.nuts_version

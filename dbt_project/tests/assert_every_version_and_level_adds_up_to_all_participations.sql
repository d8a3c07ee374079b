-- Converted or not, placed or not: no version gains or loses a participation or a cent.
with participations as (
    select
        count(*) as participation_count,
        coalesce(sum(net_ec_contribution_eur), 0) as net_ec_contribution_eur
    from {{ ref('fct_participation') }}
),

versions as (
    select
        nuts_version,
        nuts_level,
        sum(weighted_participation_count) as participation_count,
        sum(net_ec_contribution_eur) as net_ec_contribution_eur
    from {{ ref('fct_region_participation') }}
    group by all
)

select
    versions.nuts_version,
    versions.nuts_level,
    versions.participation_count,
    versions.net_ec_contribution_eur
from versions
cross join participations
where
    round(versions.participation_count - participations.participation_count, 2) != 0
    or versions.net_ec_contribution_eur != participations.net_ec_contribution_eur

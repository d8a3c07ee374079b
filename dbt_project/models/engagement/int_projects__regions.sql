-- The region of a seat is that of the level at which categories are set; a seat known by its country alone is in none.
select
    participations.project_id,
    regions.nuts_code,
    any_value(projects.project_year) as project_year,
    count(distinct participations.organisation_id) as organisation_count,
    cast(sum(coalesce(participations.net_ec_contribution_eur, 0)) as decimal(18, 2)) as net_ec_contribution_eur,
    bool_or(participations.is_demo) as is_demo
from {{ ref('fct_participation') }} as participations
inner join {{ ref('int_regions__attributes') }} as regions
    on participations.placement = 'region' and starts_with(participations.nuts_code, regions.nuts_code)
left join {{ ref('int_projects__spine') }} as projects on participations.project_id = projects.project_id
group by participations.project_id, regions.nuts_code

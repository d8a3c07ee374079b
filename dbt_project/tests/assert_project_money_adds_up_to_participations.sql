with projects as (
    select
        coalesce(sum(net_ec_contribution_eur), 0) as net_eur,
        coalesce(sum(participation_count), 0) as row_count
    from {{ ref('dim_project') }}
),

participations as (
    select
        coalesce(sum(net_ec_contribution_eur), 0) as net_eur,
        count(*) as row_count
    from {{ ref('fct_participation') }}
)

select
    projects.net_eur as project_net_eur,
    participations.net_eur as participation_net_eur
from projects
cross join participations
where projects.net_eur != participations.net_eur or projects.row_count != participations.row_count

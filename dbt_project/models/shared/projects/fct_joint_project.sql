with aggregated as (
    select
        partnership_id,
        project_id,
        max(theme_share) as theme_score,
        any_value(matched_terms) as matched_terms,
        max(member_region_count) as member_region_count,
        list(distinct member_id order by member_id) as member_ids,
        count(distinct organisation_id) as organisation_count,
        count(*) as participation_count,
        cast(sum(net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur,
        bool_or(is_demo) as is_demo
    from {{ ref('int_joint_projects__participations') }}
    group by all
)

select
    aggregated.partnership_id,
    aggregated.project_id,
    aggregated.theme_score,
    aggregated.matched_terms,
    aggregated.member_region_count,
    aggregated.member_ids,
    aggregated.organisation_count,
    aggregated.participation_count,
    aggregated.net_ec_contribution_eur,
    projects.project_year,
    aggregated.is_demo
from aggregated
left join {{ ref('int_projects__spine') }} as projects on aggregated.project_id = projects.project_id

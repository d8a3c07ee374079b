select
    partnership_id,
    project_id,
    theme_share,
    matched_terms,
    member_id,
    participation_id,
    organisation_id,
    record_id,
    net_ec_contribution_eur,
    is_demo,
    member_region_count
from {{ ref('int_joint_projects__by_theme_level') }}
where theme_level_id = 'as_set'

select
    partnership_id || '|' || member_id || '|' || participation_id as joint_participation_id,
    partnership_id,
    project_id,
    member_id,
    participation_id,
    organisation_id,
    record_id,
    is_demo
from {{ ref('int_joint_projects__participations') }}

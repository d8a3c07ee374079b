-- Without a level at zero a member without joint projects would drop out of the table.
select min(min_joint_project_count) as lowest
from {{ ref('engagement_levels') }}
having min(min_joint_project_count) is distinct from 0

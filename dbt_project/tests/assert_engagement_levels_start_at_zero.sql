-- Without a level at zero a member without joint projects would drop out of the table.
select min(min_joint_share) as lowest
from {{ ref('engagement_levels') }}
having min(min_joint_share) is distinct from 0

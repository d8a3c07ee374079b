with flags as (
    select is_demo from {{ ref('fct_participation') }}
    union all
    select is_demo from {{ ref('fct_joint_project') }}
)

select
    bool_or(is_demo) as has_demo,
    bool_or(not is_demo) as has_facts
from flags
having bool_or(is_demo) and bool_or(not is_demo)

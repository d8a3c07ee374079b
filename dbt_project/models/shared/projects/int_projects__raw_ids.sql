with
-- Members of one archive may be of different releases: a project seen in any of them is a project.
unioned as (
    select project_id from {{ ref('stg_cordis__organizations') }}
    union
    select project_id from {{ ref('stg_cordis__topics') }}
    union
    select project_id from {{ ref('stg_cordis__legal_bases') }}
    union
    select project_id from {{ ref('stg_cordis__euro_sci_vocs') }}
    union
    select project_id from {{ ref('stg_cordis__web_links') }}
    union
    select project_id from {{ ref('stg_cordis__projects') }}
    union
    select project_id from {{ ref('stg_demo__organizations') }}
    union
    select project_id from {{ ref('stg_demo__topics') }}
    union
    select project_id from {{ ref('stg_demo__euro_sci_vocs') }}
)

select project_id
from unioned
where project_id is not null

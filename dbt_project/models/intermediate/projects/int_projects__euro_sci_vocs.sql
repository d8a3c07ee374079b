with unioned as (
    select * from {{ ref('stg_cordis__euro_sci_vocs') }}
    union all
    select * from {{ ref('stg_demo__euro_sci_vocs') }}
)

select
    project_id,
    list_sort(list_distinct(list(euro_sci_voc_title) filter (where euro_sci_voc_title is not null)))
        as euro_sci_voc_titles
from unioned
where project_id is not null
group by all

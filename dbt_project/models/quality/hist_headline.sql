select
    figure_id,
    subject_id,
    as_of,
    figure_value,
    is_demo
from {{ ref('stg_previous__headlines') }}
union all
select
    figure_id,
    subject_id,
    {{ as_of() }} as as_of,
    figure_value,
    is_demo
from {{ ref('fct_headline') }}

with base_editions as (
    select * from {{ ref('stg_previous__editions') }}
)

select
    {{ as_of() }} as as_of,
    coalesce(bool_or(is_demo), false) as is_demo,
    (select base_editions.edition_id from base_editions) as base_edition_id,
    (select base_editions.as_of from base_editions) as base_as_of
from {{ ref('fct_participation') }}

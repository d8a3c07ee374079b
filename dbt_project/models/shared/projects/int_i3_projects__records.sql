-- One project may stand in several records (translations); the English one speaks for it.
select *
from {{ ref('stg_i3__projects') }}
where project_number is not null
qualify row_number() over (
    partition by project_number
    order by language_code = 'en' desc nulls last, record_reference
) = 1

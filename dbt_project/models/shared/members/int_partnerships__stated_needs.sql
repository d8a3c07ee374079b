select
    partnership_id,
    min(coalesce(trl_from, trl_to)) as trl_from,
    max(coalesce(trl_to, trl_from)) as trl_to,
    coalesce(list(distinct amount_eur order by amount_eur) filter (where amount_eur is not null), [])
        as amounts_eur
from {{ ref('stg_registry__workbook_needs') }}
group by all

-- A region has no more than the whole of itself to give.
select
    version_from,
    version_to,
    code_from,
    sum(weight_share) as weight_share
from {{ ref('bridge_nuts_correspondence') }}
group by all
having sum(weight_share) > 1

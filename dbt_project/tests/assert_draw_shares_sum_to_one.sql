-- Every draw puts a partnership into one band or none.
select
    partnership_id,
    share_low + share_medium + share_high + share_not_assessed as share_sum
from {{ ref('fct_maturity_score') }}
where abs(share_low + share_medium + share_high + share_not_assessed - 1) > 1e-9
union all
select
    partnership_id,
    share_low + share_medium + share_high + share_not_assessed as share_sum
from {{ ref('fct_pillar_interval') }}
where abs(share_low + share_medium + share_high + share_not_assessed - 1) > 1e-9

select
    concat_ws('|', coalesce(nuts_code, ''), coalesce(country_code, ''), placement) as unplaced_code_id,
    nuts_code,
    country_code,
    placement,
    count(*) as participation_count,
    cast(coalesce(sum(net_ec_contribution_eur), 0) as decimal(18, 2)) as net_ec_contribution_eur,
    {{ participations_observed_to() }} as observed_to
from {{ ref('fct_participation') }}
where placement != 'region'
group by all

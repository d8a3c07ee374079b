select
    coalesce(organisations.country_code, 'unknown') as country_code,
    count(distinct organisations.organisation_id) as organisation_count,
    count(participations.participation_id) as participation_count,
    cast(coalesce(sum(participations.net_ec_contribution_eur), 0) as decimal(18, 2))
        as net_ec_contribution_eur,
    {{ participations_observed_to() }} as observed_to
from {{ ref('dim_organisation') }} as organisations
left join {{ ref('fct_participation') }} as participations
    on organisations.organisation_id = participations.organisation_id
where organisations.is_name_withheld
group by all

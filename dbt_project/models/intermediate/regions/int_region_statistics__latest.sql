-- Many countries report every other year, so the newest year differs from region to region.
select
    nuts_code,
    arg_max(statistic_value, statistic_year) filter (where statistic_id = 'gdp') as gdp_million_eur,
    max(statistic_year) filter (where statistic_id = 'gdp') as gdp_year,
    arg_max(statistic_value, statistic_year) filter (where statistic_id = 'gerd') as gerd_pct,
    max(statistic_year) filter (where statistic_id = 'gerd') as gerd_year
from {{ ref('int_region_statistics__unioned') }}
where statistic_value is not null
group by all

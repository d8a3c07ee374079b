with published as (
    select
        'gdp' as statistic_id,
        nuts_code,
        region_label,
        unit_code,
        observation_flag,
        statistic_year,
        statistic_value,
        is_confidential
    from {{ ref('stg_regions__gdps') }}
    union all
    select
        'gerd' as statistic_id,
        nuts_code,
        region_label,
        unit_code,
        observation_flag,
        statistic_year,
        statistic_value,
        is_confidential
    from {{ ref('stg_regions__gerds') }}
    where sector_code = 'TOTAL'
)

select
    published.statistic_id,
    published.nuts_code,
    published.statistic_year,
    published.region_label,
    published.unit_code,
    published.observation_flag,
    published.statistic_value,
    published.is_confidential
from published
inner join {{ ref('region_statistics') }} as region_statistics
    on
        published.statistic_id = region_statistics.statistic_id
        and published.unit_code = region_statistics.unit_code

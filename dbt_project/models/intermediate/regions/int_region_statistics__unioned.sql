with

gdps as (

    select * from {{ ref('stg_regions__gdps') }}

),

gerds as (

    select * from {{ ref('stg_regions__gerds') }}

),

region_statistics as (

    select * from {{ ref('region_statistics') }}

),

published as (

    select
        'gdp' as statistic_id,
        nuts_code,
        region_label,
        unit_code,
        observation_flag,
        statistic_year,
        statistic_value,
        is_confidential
    from gdps
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
    from gerds
    where sector_code = 'TOTAL'

),

final as (

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
    inner join region_statistics
        on
            published.statistic_id = region_statistics.statistic_id
            and published.unit_code = region_statistics.unit_code

)

select * from final

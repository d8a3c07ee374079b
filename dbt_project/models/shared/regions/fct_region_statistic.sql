with code_versions as (
    select
        nuts_code,
        nuts_version
    from {{ ref('int_nuts_codes__by_version') }}
    where not is_extra_regio
    union
    select
        nuts_code,
        nuts_version
    from {{ ref('int_regions__unioned') }}
),

versions as (
    select
        nuts_code,
        list_sort(list(nuts_version)) as nuts_versions
    from code_versions
    group by all
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
),

statistics as (
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
)

-- One file mixes codes of several NUTS versions, extra-regio codes and aggregates; each is named as such.
select
    statistics.statistic_id || '|' || statistics.nuts_code || '|' || statistics.statistic_year
        as region_statistic_id,
    statistics.statistic_id,
    statistics.nuts_code,
    statistics.statistic_year,
    statistics.region_label,
    case
        when versions.nuts_code is not null then 'region'
        when regexp_full_match(statistics.nuts_code, '[A-Z]{2}Z{1,3}') then 'extra_regio'
        when regexp_full_match(statistics.nuts_code, '[A-Z]{2}[A-Z0-9]{0,3}') then 'unknown_code'
        else 'aggregate'
    end as place_kind,
    coalesce(versions.nuts_versions, []) as nuts_versions,
    statistics.statistic_value,
    statistics.unit_code,
    statistics.observation_flag,
    statistics.is_confidential
from statistics
left join versions on statistics.nuts_code = versions.nuts_code

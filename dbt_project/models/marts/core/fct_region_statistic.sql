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
from {{ ref('int_region_statistics__unioned') }} as statistics
left join versions on statistics.nuts_code = versions.nuts_code

-- Money and projects are said to reach as far as the participations they are made of, and no further.
{%- set tables = ['fct_partnership_engagement', 'fct_region_engagement'] %}
with observed as (
    select max(content_updated_date) as observed_to
    from {{ ref('stg_cordis__organizations') }}
)

{% for table in tables %}
    select
        '{{ table }}' as table_name,
        stated.observed_to
    from {{ ref(table) }} as stated
    cross join observed
    where stated.observed_to > observed.observed_to
    union all
{% endfor %}
select
    indicators.indicator_id as table_name,
    indicators.newest_date as observed_to
from {{ ref('int_indicators__ecosystems') }} as indicators
where
    year(indicators.newest_date) > (
        select max(years.project_year)
        from {{ ref('fct_observed_year') }} as years
        where years.is_observed
    )

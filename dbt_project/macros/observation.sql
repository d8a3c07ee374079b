{#- How far the sources could see: `fct_observation` by table, `fct_observed_year` by year of projects. -#}

{#- Newest date inside the participations: what money and counts of projects reach to. -#}
{% macro participations_observed_to() -%}
    (
        select max(observations.observed_to)
        from {{ ref('fct_observation') }} as observations
        where observations.table_name = 'organization'
    )
{%- endmacro %}

{#- Last day of a window over projects: of the last year whose projects mostly have their participations, and never
    after the as-of date. Where no participation is known it is the as-of date. -#}
{% macro observed_window_end() -%}
    (
        select least(make_date(max(years.project_year) + 1, 1, 1) - 1, {{ as_of() }})
        from {{ ref('fct_observed_year') }} as years
        where years.is_observed
    )
{%- endmacro %}

{#- Whether a year of projects lies in the window of an indicator that rests on participations. -#}
{% macro is_in_observed_window(year, indicator_id) -%}
    {{ year }} between year({{ indicator_window_start(indicator_id, observed_window_end() ~ ' + 1') }})
    and year({{ observed_window_end() }})
{%- endmacro %}

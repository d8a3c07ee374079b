{#- Whether calls of a programme are matched: the seed's default, unless the night was told which programmes. A call of
    an unknown programme is matched: not knowing must not hide it. -#}
{% macro is_programme_selected(alias) -%}
    {%- set chosen = var('programmes') or env_var('INTERREGIO_DBT_PROGRAMMES', '') -%}
    {%- if chosen -%}
    coalesce({{ alias }}.programme_id in ('{{ chosen.split(',') | join("', '") }}'), true)
    {%- else -%}
    coalesce({{ alias }}.is_selected, true)
    {%- endif -%}
{%- endmacro %}

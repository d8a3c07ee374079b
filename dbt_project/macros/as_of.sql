{#- The date the edition speaks for. Parsing needs no date; compiling without one is an error, never "today". A night
    says it by the environment: another variable on the command line would make dbt parse the whole project again. -#}
{% macro as_of() -%}
    {%- set date = var('as_of', none) or env_var('INTERREGIO_DBT_AS_OF', '') -%}
    {%- if execute and not date -%}
        {{ exceptions.raise_compiler_error("The date as_of (ISO) is missing: pass --vars '{as_of: 2026-08-10}'.") }}
    {%- endif -%}
    cast('{{ date or "1970-01-01" }}' as date)
{%- endmacro %}

{#- The date the edition speaks for. Parsing needs no date; compiling without one is an error, never "today". "session"
    reads it from the connection that runs the SQL, so that what is compiled once serves every night. -#}
{% macro as_of() -%}
    {%- set date = var('as_of', none) -%}
    {%- if execute and not date -%}
        {{ exceptions.raise_compiler_error("The date as_of (ISO) is missing: pass --vars '{as_of: 2026-08-10}'.") }}
    {%- endif -%}
    {%- if date == 'session' -%}
    cast(getvariable('as_of') as date)
    {%- else -%}
    cast('{{ date or "1970-01-01" }}' as date)
    {%- endif -%}
{%- endmacro %}

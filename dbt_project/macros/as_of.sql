{#- The date the edition speaks for. Parsing needs no date; compiling without one is an error, never "today". -#}
{% macro as_of() -%}
    {%- if execute and var('as_of', none) is none -%}
        {{ exceptions.raise_compiler_error("The variable as_of (ISO date) is missing: pass --vars '{as_of: 2026-08-10}'.") }}
    {%- endif -%}
    cast('{{ var("as_of", "1970-01-01") }}' as date)
{%- endmacro %}

{#- CORDIS writes a decimal comma in some columns and a point in others, never a thousands separator. -#}
{% macro euro_amount(column) -%}
    try_cast(replace(trim({{ column }}), ',', '.') as decimal(18, 2))
{%- endmacro %}

{#- Schemas are named exactly as in dbt_project.yml: readers open marts_core, not main_marts_core. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

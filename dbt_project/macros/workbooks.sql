{#- Where a row of a workbook comes from, as readers of a table see it. -#}
{% macro workbook_source(relation) -%}
    'workbook ' || {{ relation }}.source_file || ', stated on ' || {{ relation }}.workbook_stated_on
{%- endmacro %}

{#- Where a row of a workbook comes from, as readers of a table see it. -#}
{% macro workbook_source(relation) -%}
    'workbook ' || {{ relation }}.source_file || ', stated on ' || {{ relation }}.workbook_stated_on
{%- endmacro %}

{#- The row a value was read from, whether of a workbook's sheet or of a shipped file. -#}
{% macro row_origin(relation) -%}
    concat_ws(
        ', ',
        {{ relation }}.source_file,
        'sheet ' || {{ relation }}.source_sheet,
        'row ' || {{ relation }}.source_row_number
    )
{%- endmacro %}

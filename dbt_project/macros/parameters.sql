{#- A number of the method, from the seed that gives its reason. -#}
{% macro parameter(name) -%}
    (select parameters.parameter_value from {{ ref('parameters') }} as parameters where parameters.parameter_id = '{{ name }}')
{%- endmacro %}

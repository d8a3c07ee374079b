{#- A share kept between nothing and all; unlike least and greatest alone it lets null stay null. -#}
{% macro bounded_share(expression) -%}
    case when ({{ expression }}) is not null then least(greatest({{ expression }}, 0), 1) end
{%- endmacro %}

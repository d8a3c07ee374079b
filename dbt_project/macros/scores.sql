{#- A share kept between nothing and all; unlike least and greatest alone it lets null stay null. -#}
{% macro bounded_share(expression) -%}
    case when ({{ expression }}) is not null then least(greatest({{ expression }}, 0), 1) end
{%- endmacro %}

{#- A figure without the digits that hang on the order of a sum: whatever is ranked or compared is rounded so first.
    Python rounds alike: warehouse.products.maturity.formula.settle. -#}
{% macro settled(expression) -%}
    round({{ expression }}, 10)
{%- endmacro %}

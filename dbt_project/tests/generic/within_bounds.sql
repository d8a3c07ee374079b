{#- Values lie between two bounds, both allowed; null is not a value. -#}
{% test within_bounds(model, column_name, minimum, maximum) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} < {{ minimum }} or {{ column_name }} > {{ maximum }}
{% endtest %}

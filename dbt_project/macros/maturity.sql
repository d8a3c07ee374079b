{#- A number of the maturity framework, from the seed that gives its reason. -#}
{% macro maturity_parameter(name) -%}
    (
        select parameters.parameter_value
        from {{ ref('maturity_parameters') }} as parameters
        where parameters.parameter_id = '{{ name }}'
    )
{%- endmacro %}

{#- First day of the window an indicator looks back over from the as-of date. -#}
{% macro indicator_window_start(indicator_id) -%}
    cast({{ as_of() }} - to_months((
        select indicators.window_months
        from {{ ref('maturity_indicators') }} as indicators
        where indicators.indicator_id = '{{ indicator_id }}'
    )) as date)
{%- endmacro %}

{#- What the workbook states of the members in force, one row per partnership and member; a member may stand in two
    roles or spells. -#}
{% macro is_in_force(relation) -%}
    coalesce({{ partial_date_start(relation ~ '.valid_from') }} <= {{ as_of() }}, true)
    and coalesce({{ partial_date_end(relation ~ '.valid_to') }} >= {{ as_of() }}, true)
{%- endmacro %}

{#- Points 0 to 100 of a value between its goalposts, capped, turned round where less is better; null stays null, and
    so does what is not scored. -#}
{% macro goalpost_points(value, indicators) -%}
    case
        when {{ indicators }}.use = 'scored' and {{ value }} is not null
            then greatest(0.0, least(100.0, 100.0 * (
                case
                    when {{ indicators }}.direction = '-' then {{ indicators }}.goalpost_high - {{ value }}
                    else {{ value }} - {{ indicators }}.goalpost_low
                end
            ) / ({{ indicators }}.goalpost_high - {{ indicators }}.goalpost_low)))
    end
{%- endmacro %}

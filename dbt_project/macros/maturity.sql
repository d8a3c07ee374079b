{#- A number of the maturity framework, from the seed that gives its reason. -#}
{% macro maturity_parameter(name) -%}
    (
        select parameters.parameter_value
        from {{ ref('dim_maturity_parameter') }} as parameters
        where parameters.parameter_id = '{{ name }}'
    )
{%- endmacro %}

{#- First day of the window an indicator looks back over from the as-of date, or from another day. -#}
{% macro indicator_window_start(indicator_id, window_end=none) -%}
    cast({{ window_end or as_of() }} - to_months((
        select indicators.window_months
        from {{ ref('dim_indicator') }} as indicators
        where indicators.indicator_id = '{{ indicator_id }}'
    )) as date)
{%- endmacro %}

{#- What the workbook states of the members in force, one row per partnership and member; a member may stand in two
    roles or spells. -#}
{% macro is_in_force(relation) -%}
    coalesce({{ partial_date_start(relation ~ '.valid_from') }} <= {{ as_of() }}, true)
    and coalesce({{ partial_date_end(relation ~ '.valid_to') }} >= {{ as_of() }}, true)
{%- endmacro %}

{#- Dates of the editions that kept maturity: those from before say nothing of it. -#}
{% macro editions_with_maturity() -%}
    (
        select distinct headlines.as_of
        from {{ ref('stg_previous__headlines') }} as headlines
        where headlines.as_of >= (select min(spells.known_from) from {{ ref('snap_maturity_score') }} as spells)
    )
{%- endmacro %}

{#- Percentile of a sorted list, between its neighbours in proportion; DuckDB's own takes its share from no table. -#}
{% macro percentile(sorted_values, share) -%}
    {%- set position = '(len(' ~ sorted_values ~ ') - 1) * ' ~ share -%}
    {{ sorted_values }}[cast(floor({{ position }}) as bigint) + 1]
    + ({{ position }} - floor({{ position }}))
    * (
        {{ sorted_values }}[cast(ceil({{ position }}) as bigint) + 1]
        - {{ sorted_values }}[cast(floor({{ position }}) as bigint) + 1]
    )
{%- endmacro %}

{#- Whether one part of a service rule is met; null where it is not known. -#}
{% macro is_rule_part_met(rule_parts, value) -%}
    case
        when {{ rule_parts }}.comparison = 'below' then {{ value }} < {{ rule_parts }}.threshold
        else {{ value }} >= {{ rule_parts }}.threshold
    end
{%- endmacro %}

{#- The parts of a rule together: one condition met is enough and "no" needs all of them known; all gates must be open. -#}
{% macro rule_verdicts() -%}
    case
        when bool_or(is_met) filter (where part = 'condition') then true
        when bool_or(is_met is null) filter (where part = 'condition') then null
        else false
    end as is_stated,
    bool_or(is_met) filter (where part = 'proxy') as is_met_by_proxy,
    case
        when bool_or(not is_met) filter (where part = 'gate') then false
        when bool_or(is_met is null) filter (where part = 'gate') then null
        else true
    end as is_gate_open
{%- endmacro %}

{#- A proxy speaks only where nothing is stated. -#}
{% macro is_rule_fired() -%}
    coalesce(is_stated, case when is_met_by_proxy then true end)
{%- endmacro %}

{% macro rule_status(is_fired, is_gate_open) -%}
    case
        when {{ is_fired }} and {{ is_gate_open }} then 'recommended'
        when {{ is_fired }} and not {{ is_gate_open }} then 'held_back'
        when {{ is_fired }} then 'gate_unknown'
        when not {{ is_fired }} then 'not_needed'
        else 'not_assessed'
    end
{%- endmacro %}

{#- Whether a region is one that a rule counts: by its country, its cohesion category or its innovator group. -#}
{% macro is_counted_by(rule, region) -%}
    coalesce(
        case
            when {{ rule }}.counted = 'member_states' then {{ region }}.is_member_state
            when {{ rule }}.counted = 'associated' then {{ region }}.is_participating
            when {{ rule }}.counted = 'widening' then {{ region }}.is_participating and {{ region }}.is_widening
            when {{ rule }}.counted = 'non_widening'
                then {{ region }}.is_participating and not {{ region }}.is_widening
            when {{ rule }}.rule_kind in ('cohesion_category_includes', 'coordinator_category_includes')
                then list_has_any({{ region }}.cohesion_labels, string_split({{ rule }}.counted, ';'))
            when {{ rule }}.rule_kind = 'innovator_group_includes'
                then
                    {{ region }}.is_participating
                    and list_has_any({{ region }}.innovator_groups, string_split({{ rule }}.counted, ';'))
            when {{ rule }}.rule_kind = 'innovator_groups_min' then {{ region }}.is_participating
            else true
        end,
        false
    )
{%- endmacro %}

{#- The things a region brings to a rule, of the unit that the rule counts. -#}
{% macro things_counted(rule, region, member_key) -%}
    list_distinct(
        case {{ rule }}.unit_counted
            when 'country' then [{{ region }}.country_code]
            when 'category' then {{ region }}.cohesion_categories
            when 'group' then {{ region }}.innovator_groups
            else [{{ member_key }}]
        end
    )
{%- endmacro %}

{#- "less_developed;transition" as words: "less developed or transition". -#}
{% macro counted_words(column) -%}
    replace(replace(replace(coalesce({{ column }}, ''), 'non_widening', 'non-widening'), '_', ' '), ';', ' or ')
{%- endmacro %}

{#- Two ends of a range as words: "6 to 9", and "7" where both are the same. -#}
{% macro range_words(low, high) -%}
    concat_ws(' to ', {{ low }}, case when {{ high }} != {{ low }} then {{ high }} end)
{%- endmacro %}

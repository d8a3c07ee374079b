{#- The EU writes EL and UK; ISO's GR and GB come in through other tables and must meet them. -#}
{% macro eu_country_code(column) -%}
    case upper(trim({{ column }}))
        when 'GR' then 'EL'
        when 'GB' then 'UK'
        else nullif(upper(trim({{ column }})), '')
    end
{%- endmacro %}

{% macro eu_nuts_code(column) -%}
    regexp_replace(regexp_replace(nullif(upper(trim({{ column }})), ''), '^GR', 'EL'), '^GB', 'UK')
{%- endmacro %}

{#- The name of every NUTS code, in the national language and in Latin letters. -#}
{% macro region_names() -%}
    (select distinct nuts_code, region_name from {{ ref('int_regions__unioned') }})
{%- endmacro %}

{#- Whether a workbook means a member: by its code, by the name it was stated by, or by that of NUTS. -#}
{% macro is_named(region, members) -%}
    (
        {{ eu_nuts_code(region) }} = {{ members }}.nuts_code
        or {{ region }} in ({{ members }}.stated_name, {{ members }}.region_name)
    )
{%- endmacro %}

{#- Whether the type of action in brackets in a topic's title is another than the one stated. -#}
{% macro is_titled_as_another_action(topic) -%}
    regexp_extract({{ topic }}.topic_title, '\((RIA|IA|CSA|PCP|PPI)\)', 1) not in ('', {{ topic }}.action_type_code)
{%- endmacro %}

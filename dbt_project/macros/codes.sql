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

{#- One row per field that a source states about its subjects; fields are given as name and expression over the source. -#}
{% macro stated_values(relation, subject_kind, subject_id, source, fields) %}
    {% for field_name, expression in fields %}
    select
        '{{ subject_kind }}' as subject_kind,
        {{ subject_id }} as subject_id,
        '{{ field_name }}' as field_name,
        {{ "'" ~ source ~ "' as source," if source else '' }}
        cast({{ expression }} as varchar) as value
    from {{ relation }}
    where {{ expression }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endmacro %}

{#- Spelling, blanks and punctuation do not make two statements differ. -#}
{% macro comparable_text(column) -%}
    regexp_replace(lower(strip_accents({{ column }})), '[^a-z0-9]+', ' ', 'g')
{%- endmacro %}

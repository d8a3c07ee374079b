{#- One row per field that a source states about its subjects. A statement is the kind of subject, the column of its id,
    the source or none, the relation, and the fields with their expressions over it. -#}
{% macro stated_values(statements) %}
    {% for subject_kind, subject_id, source, relation, fields in statements %}
        select
            '{{ subject_kind }}' as subject_kind,
            {{ subject_id }} as subject_id,
            fields.field_name,
            {{ "'" ~ source ~ "' as source," if source else '' }}
            fields.value
        from {{ relation }}
        cross join lateral (
            values
            {% for name, field in fields.items() %}
                ('{{ name }}', cast({{ field }} as varchar)){{ ',' if not loop.last }}
            {% endfor %}
        ) as fields (field_name, value)
        where fields.value is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endmacro %}

{#- Spelling, blanks and punctuation do not make two statements differ. -#}
{% macro comparable_text(column) -%}
    regexp_replace(lower(strip_accents({{ column }})), '[^a-z0-9]+', ' ', 'g')
{%- endmacro %}

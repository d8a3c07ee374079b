{#- dbt would write the clock's time into snapshots; an edition knows its as-of date only. -#}
{% macro duckdb__snapshot_get_time() -%}
    {{ as_of() }}
{%- endmacro %}

{#- The rows of a table of spells (hist_*) that the edition of a date held. By hand: where known_from <= date and
    (known_to is null or known_to > date). -#}
{% macro as_of_rows(relation, date) -%}
    (select * from {{ relation }} where known_from <= {{ date }} and (known_to is null or known_to > {{ date }}))
{%- endmacro %}

{#- Spells as published: those that an edition held, without those that began and ended on one day. -#}
{% macro kept_spells(snapshot, columns) -%}
    select
        {{ columns | join(',\n        ') }},
        known_from,
        known_to
    from {{ snapshot }}
    where known_to is null or known_to > known_from
{%- endmacro %}

{#-
  Rows and filled values of every column of a table: in all, by source and, where the table has one, by country. An
  empty list counts as blank. The columns are those the table has, so a new one is counted without a change here.
-#}
{% macro filled_values(table_name, source, country) %}
    select
        '{{ table_name }}' as table_name,
        column_name,
        coverage_scope,
        covered_source,
        covered_country,
        covered_rows,
        filled_count
    from (
        unpivot (
            select
                case
                    when grouping(covered_source) = 0 then 'source'
                    {% if country %} when grouping(covered_country) = 0 then 'country' {% endif %}
                    else 'all'
                end as coverage_scope,
                covered_source,
                {{ 'covered_country' if country else 'cast(null as varchar) as covered_country' }},
                count(*) as covered_rows,
                count(nullif(
                    cast(columns(* exclude (covered_source {{ ', covered_country' if country }})) as varchar), '[]'
                )) as "\0"
            from (
                select
                    *,
                    {{ source }} as covered_source
                    {% if country %} , coalesce({{ country }}, 'none') as covered_country {% endif %}
                from {{ ref(table_name) }}
            )
            group by grouping sets ((), (covered_source) {% if country %} , (covered_country) {% endif %})
        )
        on columns(* exclude (coverage_scope, covered_source, covered_country, covered_rows))
        into
            name column_name
            value filled_count
    )
{% endmacro %}

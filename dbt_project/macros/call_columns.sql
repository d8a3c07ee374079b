{#- The columns of a table of calls, read the same way from shipped facts and from files that people drop. -#}
{% macro call_columns() -%}
    {{ clean_text('source_rows.topic_id') }} as topic_id,
    {{ clean_text('source_rows.call_id') }} as call_id,
    {{ clean_text('source_rows.programme') }} as programme_name,
    {{ clean_text('source_rows.strand_or_cluster') }} as strand_or_cluster,
    {{ clean_text('source_rows.title') }} as topic_title,
    {{ clean_text('source_rows.type_of_action') }} as action_type,
    {{ clean_text('source_rows.deadline_model') }} as deadline_model,
    {{ clean_text('source_rows.funding_rate') }} as funding_rate,
    {{ clean_text('source_rows.keywords') }} as keywords,
    nullif(trim(source_rows.status_at_source), '') as topic_status_at_source,
    {{ euro_amount('source_rows.budget_eur') }} as budget_eur,
    nullif({{ euro_amount('source_rows.min_grant_eur') }}, 0) as min_grant_eur,
    nullif({{ euro_amount('source_rows.max_grant_eur') }}, 0) as max_grant_eur,
    nullif(try_cast(source_rows.expected_grants as integer), 0) as expected_grant_count,
    try_cast(source_rows.trl_min as integer) as trl_min,
    try_cast(source_rows.trl_max as integer) as trl_max,
    {{ brussels_date('source_rows.opening_date') }} as opening_date,
    {{ brussels_dates("string_split(source_rows.deadline_dates, ';')") }} as deadline_dates,
    {{ brussels_date('source_rows.source_snapshot') }} as snapshot_date
{%- endmacro %}

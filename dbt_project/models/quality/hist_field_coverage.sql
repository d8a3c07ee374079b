with tonight as (
    select * from {{ ref('fct_field_coverage') }}
    where coverage_scope in ('all', 'source')
),

unioned as (
    select
        as_of,
        table_name,
        column_name,
        coverage_scope,
        source,
        row_count,
        filled_count,
        filled_share
    from {{ ref('stg_previous__field_coverages') }}
    union all
    select
        as_of,
        table_name,
        column_name,
        coverage_scope,
        source,
        row_count,
        filled_count,
        filled_share
    from tonight
)

select
    concat_ws('|', as_of, table_name, column_name, coverage_scope, source) as field_coverage_history_id,
    as_of,
    table_name,
    column_name,
    coverage_scope,
    source,
    row_count,
    filled_count,
    filled_share
from unioned

-- Nothing is lost between a file and its raw table: rows in = rows loaded + rows kept out with a reason.
with quarantined as (
    select
        source,
        table_name,
        count(*) as quarantined_count
    from {{ ref('fct_quarantined_row') }}
    group by all
)

select
    loads.source,
    loads.table_name,
    loads.rows_in,
    loads.rows_loaded,
    quarantined.quarantined_count
from {{ ref('stg_night__table_loads') }} as loads
left join quarantined on loads.source = quarantined.source and loads.table_name = quarantined.table_name
where loads.rows_in <> loads.rows_loaded + coalesce(quarantined.quarantined_count, 0)

with unioned as (
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_partnerships') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_niches') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_members') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_documents') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_management_capacities') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_working_groups') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_events') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_attendances') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_acts') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_reports') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_surveys') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_needs') }}
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from {{ ref('stg_registry__workbook_services') }}
)

select
    concat_ws('|', source_file, source_sheet) as workbook_sheet_id,
    source_file,
    source_sheet,
    cast(min(workbook_stated_on) as date) as workbook_stated_on,
    count(*) as row_count,
    count(distinct partnership_id) as partnership_count
from unioned
group by source_file, source_sheet

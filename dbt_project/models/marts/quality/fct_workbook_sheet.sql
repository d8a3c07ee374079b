with

partnerships as (

    select * from {{ ref('stg_registry__workbook_partnerships') }}

),

niches as (

    select * from {{ ref('stg_registry__workbook_niches') }}

),

members as (

    select * from {{ ref('stg_registry__workbook_members') }}

),

documents as (

    select * from {{ ref('stg_registry__workbook_documents') }}

),

management_capacities as (

    select * from {{ ref('stg_registry__workbook_management_capacities') }}

),

working_groups as (

    select * from {{ ref('stg_registry__workbook_working_groups') }}

),

events as (

    select * from {{ ref('stg_registry__workbook_events') }}

),

attendances as (

    select * from {{ ref('stg_registry__workbook_attendances') }}

),

acts as (

    select * from {{ ref('stg_registry__workbook_acts') }}

),

reports as (

    select * from {{ ref('stg_registry__workbook_reports') }}

),

surveys as (

    select * from {{ ref('stg_registry__workbook_surveys') }}

),

needs as (

    select * from {{ ref('stg_registry__workbook_needs') }}

),

services as (

    select * from {{ ref('stg_registry__workbook_services') }}

),

unioned as (

    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from partnerships
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from niches
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from members
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from documents
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from management_capacities
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from working_groups
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from events
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from attendances
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from acts
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from reports
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from surveys
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from needs
    union all
    select
        partnership_id,
        source_file,
        source_sheet,
        workbook_stated_on
    from services

),

final as (

    select
        concat_ws('|', source_file, source_sheet) as workbook_sheet_id,
        source_file,
        source_sheet,
        cast(min(workbook_stated_on) as date) as workbook_stated_on,
        count(*) as row_count,
        count(distinct partnership_id) as partnership_count
    from unioned
    group by source_file, source_sheet

)

select * from final

with

source_rows as (

    select * from {{ source('registry', 'workbook_partnerships') }}

),

final as (

    select
        trim(source_rows.partnership_id) as partnership_id,
        {{ clean_text('source_rows.partnership_name') }} as partnership_name,
        {{ slug('source_rows.platform') }} as platform_id,
        {{ clean_text('source_rows.platform') }} as platform_name,
        nullif(trim(source_rows.status), '') as status,
        nullif(trim(source_rows.website), '') as website_url,
        {{ text_list('source_rows.keywords') }} as theme_terms,
        {{ clean_text('source_rows.scope') }} as scope,
        nullif(trim(source_rows.stage), '') as stage,
        {{ clean_text('source_rows.stage_evidence') }} as stage_evidence,
        {{ clean_text('source_rows.notes') }} as notes,
        try_cast(source_rows.launch_year as integer) as launch_year,
        try_cast(source_rows.are_aims_understood as boolean) as are_aims_understood,
        try_cast(source_rows.has_missing_connections as boolean) as has_missing_connections,
        try_cast(source_rows.are_competences_known as boolean) as are_competences_known,
        try_cast(source_rows.wants_deeper_links as boolean) as wants_deeper_links,
        source_rows.workbook_stated_on,
        source_rows._source_file as source_file,
        source_rows._source_sheet as source_sheet,
        source_rows._row_number as source_row_number
    from source_rows

)

select * from final

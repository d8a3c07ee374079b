with

source_rows as (

    select * from {{ source('enrich', 'project_theme') }}

),

final as (

    select
        source_rows.partnership_id,
        source_rows.project_id,
        source_rows.matched_terms,
        source_rows.score as theme_share
    from source_rows

)

select * from final

with

partnerships as (

    select * from {{ ref('int_partnerships__overlaid') }}

),

final as (

    select
        partnership_id,
        partnership_name,
        platform_id,
        platform_name,
        launch_year,
        status,
        status_evidence,
        website_url,
        theme_terms,
        theme_basis,
        notes,
        is_placeholder,
        source,
        confidence
    from partnerships

)

select * from final

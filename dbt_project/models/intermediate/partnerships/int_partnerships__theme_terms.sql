with

partnerships as (

    select * from {{ ref('int_partnerships__overlaid') }}

),

final as (

    select distinct
        partnership_id,
        unnest(theme_terms) as term
    from partnerships

)

select * from final

with

partnerships as (

    select * from {{ ref('stg_registry__partnerships') }}

),

final as (

    select distinct
        partnership_id,
        unnest(theme_terms) as term
    from partnerships

)

select * from final

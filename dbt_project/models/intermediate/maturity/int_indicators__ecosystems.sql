with

by_theme_level as (

    select * from {{ ref('int_indicators__ecosystems_by_theme_level') }}

),

final as (

    select
        partnership_id,
        indicator_id,
        value,
        input_count,
        newest_date,
        basis,
        is_demo
    from by_theme_level
    where theme_level_id = 'as_set'

)

select * from final

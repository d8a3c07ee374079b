with

programmes as (

    select * from {{ ref('programmes') }}

),

final as (

    select
        programme_id,
        programme_code,
        programme_name,
        {{ is_programme_selected('programmes') }} as is_programme_selected,
        selection_reason
    from programmes

)

select * from final

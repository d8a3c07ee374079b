with

participations as (

    select * from {{ ref('int_participations__placed') }}

),

final as (

    select
        {{ as_of() }} as as_of,
        coalesce(bool_or(is_demo), false) as is_demo
    from participations

)

select * from final

with

earlier as (

    select * from {{ ref('stg_previous__headlines') }}

),

headlines as (

    select * from {{ ref('fct_headline') }}

),

final as (

    select
        figure_id,
        subject_id,
        as_of,
        figure_value,
        is_demo
    from earlier
    union all
    select
        figure_id,
        subject_id,
        {{ as_of() }} as as_of,
        figure_value,
        is_demo
    from headlines

)

select * from final

with

spells as (

    select * from {{ ref('snap_match') }}

),

final as (

    select
        match_id,
        partnership_id,
        topic_id,
        known_from,
        known_to
    from spells
    where known_to is null or known_to > known_from

)

select * from final

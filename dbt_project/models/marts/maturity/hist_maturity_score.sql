with

spells as (

    select * from {{ ref('snap_maturity_score') }}

),

final as (

    select
        maturity_subject_id,
        partnership_id,
        subject_id,
        score,
        not_assessed_reason,
        known_from,
        known_to
    from spells
    where known_to is null or known_to > known_from

)

select * from final

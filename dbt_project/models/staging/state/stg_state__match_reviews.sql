with

source_rows as (

    select * from {{ source('state', 'match_review') }}

),

final as (

    select
        source_rows.partnership_id,
        source_rows.topic_id,
        source_rows.mute_reason,
        source_rows.review_status,
        source_rows.review_note,
        source_rows.is_muted
    from source_rows

)

select * from final

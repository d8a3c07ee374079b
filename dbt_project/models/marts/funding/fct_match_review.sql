with

reviews as (

    select * from {{ ref('stg_state__match_reviews') }}

),

partnerships as (

    select * from {{ ref('dim_partnership') }}

),

topics as (

    select * from {{ ref('dim_topic') }}

),

-- What was said outlives the partnership and the topic it was said about; the edition has what it can place.
final as (

    select
        reviews.partnership_id,
        reviews.topic_id,
        reviews.mute_reason,
        reviews.review_status,
        reviews.review_note,
        reviews.is_muted
    from reviews
    inner join partnerships on reviews.partnership_id = partnerships.partnership_id
    inner join topics on reviews.topic_id = topics.topic_id

)

select * from final

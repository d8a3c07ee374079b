-- What was said outlives the partnership and the topic it was said about; the edition has what it can place.
select
    reviews.partnership_id,
    reviews.topic_id,
    reviews.mute_reason,
    reviews.review_status,
    reviews.review_note,
    reviews.relevance,
    reviews.is_muted
from {{ ref('stg_state__match_reviews') }} as reviews
inner join {{ ref('dim_partnership') }} as partnerships
    on reviews.partnership_id = partnerships.partnership_id
inner join {{ ref('dim_topic') }} as topics on reviews.topic_id = topics.topic_id

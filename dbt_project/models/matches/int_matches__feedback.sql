-- What a partnership said of a call is so for that call, and moves the odds of calls of the same niches.
with reviews as (
    select * from {{ ref('stg_state__match_reviews') }} where relevance is not null
),

niches as (
    select
        partnership_id,
        topic_id,
        theme_share,
        unnest(matched_niches) as niche
    from {{ ref('stg_enrich__topic_themes') }}
    where partnership_id in (select partnership_id from reviews)
),

judged_niches as (
    select
        niches.partnership_id,
        niches.niche,
        sum(case reviews.relevance when 'relevant' then 1 else -1 end) as balance
    from reviews
    inner join niches on reviews.partnership_id = niches.partnership_id and reviews.topic_id = niches.topic_id
    group by all
),

moved as (
    select
        niches.partnership_id,
        niches.topic_id,
        niches.theme_share,
        exp({{ parameter('feedback_step') }} * avg(
            sign(coalesce(judged_niches.balance, 0))
            * least(abs(coalesce(judged_niches.balance, 0)), {{ parameter('feedback_calls_counted') }})
        )) as odds_factor,
        arg_max(
            case when judged_niches.balance < 0 then 'Down: you set aside ' else 'Up: you called relevant ' end
            || abs(judged_niches.balance)
            || case when abs(judged_niches.balance) = 1 then ' call' else ' calls' end
            || ' on ' || judged_niches.niche || '.', abs(judged_niches.balance)
        ) as feedback_words
    from niches
    left join judged_niches
        on niches.partnership_id = judged_niches.partnership_id and niches.niche = judged_niches.niche
    group by all
    having count(*) filter (where judged_niches.balance != 0) > 0
)

select
    coalesce(reviews.partnership_id, moved.partnership_id) as partnership_id,
    coalesce(reviews.topic_id, moved.topic_id) as topic_id,
    case reviews.relevance when 'relevant' then 1 when 'not_relevant' then 0 end as told_share,
    moved.theme_share * moved.odds_factor / (1 - moved.theme_share + moved.theme_share * moved.odds_factor)
        as moved_share,
    case reviews.relevance
        when 'relevant' then 'You called this call relevant.'
        when 'not_relevant' then 'You set this call aside.'
        else moved.feedback_words
    end as feedback_words
from reviews
full outer join moved on reviews.partnership_id = moved.partnership_id and reviews.topic_id = moved.topic_id

-- What a partnership said of a call is so for that call, and moves the odds of calls of the same niches.
with reviews as (
    select *
    from {{ ref('stg_state__match_reviews') }}
    where relevance is not null
),

niches as (
    select
        partnership_id,
        topic_id,
        theme_share,
        unnest(matched_niches) as niche
    from {{ ref('stg_enrich__topic_themes') }}
    where partnership_id in (select reviews.partnership_id from reviews)
),

judged_niches as (
    select
        niches.partnership_id,
        niches.niche,
        sum(case reviews.relevance when 'relevant' then 1 else -1 end) as balance,
        count(*) filter (where reviews.relevance = 'relevant') as relevant_count,
        count(*) filter (where reviews.relevance != 'relevant') as aside_count
    from reviews
    inner join niches on reviews.partnership_id = niches.partnership_id and reviews.topic_id = niches.topic_id
    group by all
),

moved as (
    select
        niches.partnership_id,
        niches.topic_id,
        niches.theme_share,
        avg(
            sign(coalesce(judged_niches.balance, 0))
            * least(abs(coalesce(judged_niches.balance, 0)), {{ parameter('feedback_calls_counted') }})
        ) as mean_balance,
        {%- for count, sign in [('relevant_count', '>'), ('aside_count', '<')] %}
            arg_max(
                judged_niches.{{ count }} || if(judged_niches.{{ count }} = 1, ' call on ', ' calls on ')
                || niches.niche || '.', (abs(judged_niches.balance), niches.niche)
            ) filter (where judged_niches.balance {{ sign }} 0) as {{ count }}_words,
        {%- endfor %}
        exp({{ parameter('feedback_step') }} * mean_balance) as odds_factor
    from niches
    left join judged_niches
        on niches.partnership_id = judged_niches.partnership_id and niches.niche = judged_niches.niche
    group by all
    having mean_balance != 0
)

select
    coalesce(reviews.partnership_id, moved.partnership_id) as partnership_id,
    coalesce(reviews.topic_id, moved.topic_id) as topic_id,
    case reviews.relevance when 'relevant' then 1 when 'not_relevant' then 0 end as stated_share,
    moved.theme_share * moved.odds_factor / (1 - moved.theme_share + moved.theme_share * moved.odds_factor)
        as moved_share,
    case
        when reviews.relevance = 'relevant' then 'You called this call relevant.'
        when reviews.relevance = 'not_relevant' then 'You set this call aside.'
        when moved.mean_balance > 0 then 'Up: you called relevant ' || moved.relevant_count_words
        else 'Down: you set aside ' || moved.aside_count_words
    end as feedback_words
from reviews
full outer join moved on reviews.partnership_id = moved.partnership_id and reviews.topic_id = moved.topic_id

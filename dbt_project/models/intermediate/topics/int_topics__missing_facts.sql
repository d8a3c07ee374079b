with
-- A title, its call and the destination are no text of the topic itself.
described as (
    select
        topic_id,
        bool_or(text_field in ('description', 'expected_outcome', 'scope')) as has_text,
        bool_or(text_field = 'keywords') as has_keywords
    from {{ ref('int_topics__texts') }}
    group by all
)

select
    topics.topic_id,
    nullif(
        concat_ws(
            ', ',
            case when not coalesce(described.has_text, false) then 'text' end,
            case when topics.deadline_date is null then 'deadline' end,
            case
                when coalesce(topics.budget_eur, topics.min_grant_eur, topics.max_grant_eur) is null
                    then 'budget'
            end,
            case when not coalesce(described.has_keywords, false) then 'keywords' end
        ),
        ''
    ) as missing_facts
from {{ ref('int_topics__dated') }} as topics
left join described on topics.topic_id = described.topic_id
where topics.topic_status in ('open', 'forthcoming') and topics.is_programme_selected

with

topics as (

    select * from {{ ref('int_topics__dated') }}

),

applicable as (

    select *
    from topics
    where topic_status in ('open', 'forthcoming')

),

-- The portal's keywords begin with the codes of the topic and the call, which are no words of a subject.
keywords as (

    select
        topic_id,
        unnest(coalesce(
            string_split(shipped_keywords, ';'),
            case
                when len(portal_keywords) = 1 and json_valid(portal_keywords[1])
                    then from_json(portal_keywords[1], '["VARCHAR"]')
                else portal_keywords
            end
        )) as keyword,
        call_id
    from applicable

),

keyword_texts as (

    select
        topic_id,
        string_agg(distinct trim(keyword), '; ' order by trim(keyword)) as text
    from keywords
    where keyword is distinct from topic_id and keyword is distinct from call_id
    group by all

),

unioned as (

    select
        topic_id,
        'title' as text_field,
        topic_title as text
    from applicable
    union all
    select
        topic_id,
        'call_title' as text_field,
        call_title as text
    from applicable
    union all
    select
        topic_id,
        'description' as text_field,
        description as text
    from applicable
    union all
    select
        topic_id,
        'keywords' as text_field,
        text
    from keyword_texts

),

final as (

    select
        topic_id,
        text_field,
        text
    from unioned
    where text is not null and text != ''

)

select * from final

with applicable as (
    select *
    from {{ ref('int_topics__dated') }}
    where topic_status in ('open', 'forthcoming')
),

-- Of the description, what is neither outcome nor scope; without such headings, all of it.
section_texts as (
    select
        applicable.topic_id,
        case
            when sections.text_section in ('expected_outcome', 'scope') then sections.text_section
            when sections.text_section in ('destination', 'mission') then 'destination'
            else 'description'
        end as text_field,
        string_agg(sections.topic_text, E'\n' order by sections.text_section) as text
    from {{ ref('dim_topic_text') }} as sections
    inner join applicable on sections.topic_id = applicable.topic_id
    where sections.text_section not in ('description', 'conditions', 'support', 'topic_conditions')
    group by all
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
        text_field,
        text
    from section_texts
    union all
    select
        topic_id,
        'keywords' as text_field,
        text
    from keyword_texts
)

select
    topic_id,
    text_field,
    text
from unioned
where text is not null and text != ''

with
-- Other programmes point at the call document here, which is not in the material.
pieces as (
    select
        topics.topic_id,
        topics.action_type_code,
        regexp_extract(
            sections.topic_text,
            '3\. Other [Ee]ligib[a-z]+ [Cc]onditions(.*?)4\. Financial and operational capacity',
            1,
            's'
        ) as piece
    from {{ ref('int_topics__dated') }} as topics
    inner join {{ ref('dim_topic_text') }} as sections on topics.topic_id = sections.topic_id
    where
        topics.topic_status in ('open', 'forthcoming')
        and sections.text_section = 'conditions'
),

-- Footnotes stand in double brackets. The portal loses its tags here, which glues a sentence to the next.
split_pieces as (
    select
        topic_id,
        action_type_code,
        string_split(
            regexp_replace(
                regexp_replace(piece, '\[\[.*?\]\]', '', 'gs'),
                '([^ .][.])\s*([A-Z(“"]|described in|as described)',
                '\1⟦\2',
                'g'
            ),
            '⟦'
        ) as parts
    from pieces
    where piece != '' and not regexp_matches(piece, '^\W*described in section \d+ of the call document')
),

numbered as (
    select
        topic_id,
        action_type_code,
        unnest(parts) as part,
        generate_subscripts(parts, 1) as sentence_number
    from split_pieces
),

sentences as (
    select
        topic_id,
        action_type_code,
        sentence_number,
        trim(regexp_replace(part, '\s+', ' ', 'g')) as sentence
    from numbered
    where regexp_matches(part, '\w')
),

distinct_sentences as (
    select distinct sentence from sentences
),

known as (
    select
        distinct_sentences.sentence,
        patterns.pattern_id,
        patterns.action_type_code,
        patterns.rule_kind,
        patterns.counted,
        patterns.minimum
    from distinct_sentences
    inner join {{ ref('topic_condition_patterns') }} as patterns
        on regexp_full_match(distinct_sentences.sentence, patterns.sentence_pattern, 's')
)

-- What no pattern knows is a rule that nobody read: it decides, and says so.
select
    sentences.topic_id,
    cast(sentences.sentence_number as integer) as sentence_number,
    coalesce(known.pattern_id, 'not_known') as pattern_id,
    sentences.sentence,
    case when known.pattern_id is null then 'topic_condition' else known.rule_kind end as rule_kind,
    known.counted,
    known.minimum
from sentences
left join known
    on
        sentences.sentence = known.sentence
        and (known.action_type_code is null or sentences.action_type_code = known.action_type_code)

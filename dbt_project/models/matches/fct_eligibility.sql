with topic_rules as (
    select * from {{ ref('int_topics__rules') }}
),

counted as (
    select
        rule_counts.partnership_id,
        topic_rules.topic_id,
        topic_rules.rule_id,
        topic_rules.rule_kind,
        rule_counts.verdict,
        rule_counts.have,
        rule_counts.need,
        rule_counts.sentence,
        topic_rules.is_decisive,
        topic_rules.confidence,
        topic_rules.uncertainty
    from topic_rules
    inner join {{ ref('int_partnerships__rule_counts') }} as rule_counts
        on topic_rules.rule_id = rule_counts.rule_id
),

unobserved as (
    select
        partnerships.partnership_id,
        topic_rules.topic_id,
        topic_rules.rule_id,
        topic_rules.rule_kind,
        'unknown' as verdict,
        cast(null as integer) as have,
        cast(topic_rules.minimum as integer) as need,
        topic_rules.rule_name || ' not checked: '
        || rtrim(left(topic_rules.clause, cast({{ parameter('clause_shown_characters') }} as integer)), '. ')
        || case
            when length(topic_rules.clause) > {{ parameter('clause_shown_characters') }} then ' …' else ''
        end as sentence,
        topic_rules.is_decisive,
        topic_rules.confidence,
        topic_rules.uncertainty
    from topic_rules
    cross join {{ ref('int_partnerships__overlaid') }} as partnerships
    where not topic_rules.is_observed and not partnerships.is_placeholder
),

unioned as (
    select * from counted
    union all
    select * from unobserved
)

select
    partnership_id,
    topic_id,
    rule_id,
    rule_kind,
    verdict,
    have as have_count,
    need as need_count,
    sentence
    || case
        when confidence = 'uncertain'
            then ' (rule uncertain' || coalesce(': ' || uncertainty, '') || ')'
        else ''
    end
    || case when right(sentence, 1) = '…' then '' else '.' end as verdict_words,
    is_decisive,
    confidence as rule_confidence
from unioned

with from_conditions as (
    select
        topic_id,
        rule_kind,
        counted,
        max(minimum) as minimum,
        cast(null as integer) as maximum,
        string_agg(sentence, ' ' order by sentence_number) as clause,
        'Funding & Tenders Portal, conditions of the topic, section 3' as source,
        case when max(minimum) is null then 'verified' else 'likely' end as confidence
    from {{ ref('int_topics__conditions') }}
    where rule_kind is not null
    group by all
),

from_trls as (
    select
        topics.topic_id,
        'trl_overlap' as rule_kind,
        cast(null as varchar) as counted,
        stated_trls.trl_min as minimum,
        stated_trls.trl_max as maximum,
        stated_trls.sentence as clause,
        'Funding & Tenders Portal, text of the topic' as source,
        'verified' as confidence
    from {{ ref('int_topics__dated') }} as topics
    inner join {{ ref('int_topics__stated_trls') }} as stated_trls on topics.topic_id = stated_trls.topic_id
    where topics.topic_status in ('open', 'forthcoming')
),

read_rules as (
    select * from from_conditions
    union all
    select * from from_trls
),

own_rules as (
    select
        concat_ws('--', topic_id, rule_kind, counted) as rule_id,
        topic_id,
        rule_kind,
        counted,
        minimum,
        maximum,
        clause,
        source,
        confidence,
        'Read from the topic''s own text; it replaces the general rules of its kind' as reason
    from read_rules
)

select
    rule_id,
    cast(null as varchar) as topic_id,
    programme_id,
    action_type_code,
    topic_pattern,
    rule_kind,
    counted,
    minimum,
    maximum,
    valid_from,
    valid_to,
    clause,
    source,
    confidence,
    uncertainty,
    reason
from {{ ref('eligibility_rules') }}
union all
select
    rule_id,
    topic_id,
    cast(null as varchar) as programme_id,
    cast(null as varchar) as action_type_code,
    topic_id as topic_pattern,
    rule_kind,
    counted,
    minimum,
    maximum,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    clause,
    source,
    confidence,
    cast(null as varchar) as uncertainty,
    reason
from own_rules

with

conditions as (

    select * from {{ ref('int_topics__conditions') }}

),

stated_trls as (

    select * from {{ ref('int_topics__stated_trls') }}

),

topics as (

    select * from {{ ref('int_topics__dated') }}

),

from_conditions as (

    select
        topic_id,
        rule_kind,
        counted,
        max(minimum) as minimum,
        cast(null as integer) as maximum,
        string_agg(sentence, ' ' order by sentence_number) as clause,
        'Funding & Tenders Portal, conditions of the topic, section 3' as source,
        case when max(minimum) is null then 'verified' else 'likely' end as confidence
    from conditions
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
    from topics
    inner join stated_trls on topics.topic_key = stated_trls.topic_key
    where topics.topic_status in ('open', 'forthcoming') and topics.is_programme_selected

),

unioned as (

    select * from from_conditions
    union all
    select * from from_trls

),

final as (

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
    from unioned

)

select * from final

with topic_rules as (
    select * from {{ ref('int_topics__rules') }}
),

partnerships as (
    select * from {{ ref('int_partnerships__overlaid') }}
),

stated_needs as (
    select * from {{ ref('int_partnerships__stated_needs') }}
),

amounts as (
    select
        partnership_id,
        unnest(amounts_eur) as amount_eur
    from stated_needs
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

-- What the proposal sets: a need that the partnership states can rule a call out; not stating one cannot.
ranges as (
    select
        partnerships.partnership_id,
        topic_rules.topic_id,
        topic_rules.rule_id,
        topic_rules.rule_kind,
        topic_rules.is_decisive,
        topic_rules.confidence,
        topic_rules.uncertainty,
        topic_rules.minimum,
        topic_rules.maximum,
        topic_rules.min_grant_eur,
        topic_rules.max_grant_eur,
        stated_needs.trl_from,
        stated_needs.trl_to,
        case
            when topic_rules.rule_kind = 'trl_overlap' and stated_needs.trl_from is not null
                then
                    cast(greatest(
                        least(coalesce(topic_rules.maximum, stated_needs.trl_to), stated_needs.trl_to)
                        - greatest(
                            coalesce(topic_rules.minimum, stated_needs.trl_from), stated_needs.trl_from
                        )
                        + 1,
                        0
                    ) as integer)
            when topic_rules.rule_kind = 'grant_range' and len(stated_needs.amounts_eur) > 0
                then
                    cast((
                        select count(*)
                        from amounts
                        where
                            amounts.partnership_id = partnerships.partnership_id
                            and amounts.amount_eur >= coalesce(topic_rules.min_grant_eur, 0)
                            and amounts.amount_eur <= coalesce(topic_rules.max_grant_eur, amounts.amount_eur)
                    ) as integer)
        end as have
    from topic_rules
    cross join partnerships
    left join stated_needs on partnerships.partnership_id = stated_needs.partnership_id
    where topic_rules.rule_kind in ('trl_overlap', 'grant_range')
),

range_verdicts as (
    select
        partnership_id,
        topic_id,
        rule_id,
        rule_kind,
        case when have is null then 'unknown' when have > 0 then 'pass' else 'fail' end as verdict,
        have,
        1 as need,
        case
            when rule_kind = 'trl_overlap'
                then
                    'TRL: the call asks for '
                    || case
                        when minimum is null then maximum || ' or less'
                        when maximum is null then minimum || ' or more'
                        else {{ range_words('minimum', 'maximum') }}
                    end
                    || case
                        when have is null then ', the partnership states none'
                        else ', the partnership states ' || {{ range_words('trl_from', 'trl_to') }}
                    end
            else
                'Grant: '
                || case
                    when
                        min_grant_eur is null
                        then 'at most EUR ' || format('{:,}', cast(max_grant_eur as bigint))
                    when
                        max_grant_eur is null
                        then 'at least EUR ' || format('{:,}', cast(min_grant_eur as bigint))
                    when
                        min_grant_eur = max_grant_eur
                        then 'EUR ' || format('{:,}', cast(min_grant_eur as bigint))
                    else
                        'EUR ' || format('{:,}', cast(min_grant_eur as bigint))
                        || ' to EUR ' || format('{:,}', cast(max_grant_eur as bigint))
                end
                || case
                    when have is null then ', the partnership states no amount'
                    when have > 0 then ', ' || have || ' of its stated amounts fits'
                    else ', none of its stated amounts fits'
                end
        end as sentence,
        is_decisive,
        confidence,
        uncertainty
    from ranges
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
    cross join partnerships
    where not topic_rules.is_observed
),

unioned as (
    select * from counted
    union all
    select * from range_verdicts
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

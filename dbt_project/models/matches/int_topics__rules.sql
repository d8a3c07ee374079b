with
-- The rules in force when the call opens. Without an opening date its first deadline tells the year, then
-- its name.
applicable_topics as (
    select
        topic_id,
        topic_key,
        programme_id,
        action_type_code,
        coalesce(
            opening_date,
            list_min(deadline_dates),
            try_cast(nullif(regexp_extract(topic_key, '-(20[0-9][0-9])(-|$)', 1), '') || '-01-01' as date),
            {{ as_of() }}
        ) as rule_date
    from {{ ref('int_topics__dated') }}
    where topic_status in ('open', 'forthcoming')
),

-- Letters of the pattern that are no wildcard say how closely a rule names its topic; behind them comes
-- the action type, and behind that the programme.
candidates as (
    select
        applicable_topics.*,
        rules.rule_id,
        rules.rule_kind,
        rules.counted,
        rules.minimum,
        rules.maximum,
        rules.clause,
        rules.confidence,
        rules.uncertainty,
        rules.is_additional,
        length(regexp_replace(coalesce(rules.topic_pattern, ''), '[%_]', '', 'g')) as pattern_length,
        rules.action_type_code is not null as is_of_action_type,
        rules.programme_id is not null as is_of_programme
    from applicable_topics
    inner join {{ ref('int_eligibility__rules') }} as rules
        on
            (
                rules.programme_id is null
                or applicable_topics.programme_id = rules.programme_id
            )
            and (
                rules.action_type_code is null
                or applicable_topics.action_type_code = rules.action_type_code
            )
            and (rules.topic_id is null or applicable_topics.topic_id = rules.topic_id)
            and applicable_topics.topic_key like upper(coalesce(rules.topic_pattern, '%'))
            and applicable_topics.rule_date >= coalesce(rules.valid_from, applicable_topics.rule_date)
            and applicable_topics.rule_date <= coalesce(rules.valid_to, applicable_topics.rule_date)
),

-- Of each family of kinds (how many and from where are one) the rules that name the topic most closely stand; those
-- behind them are replaced. What a text asks for beside the general rule is added.
closest as (
    select
        candidates.*,
        kinds.* exclude (rule_kind, reason) -- noqa: RF02
    from candidates
    inner join {{ ref('eligibility_rule_kinds') }} as kinds on candidates.rule_kind = kinds.rule_kind
    qualify
        candidates.is_additional
        or dense_rank() over (
            partition by candidates.topic_id, kinds.rule_family, candidates.is_additional
            order by
                candidates.pattern_length desc, candidates.is_of_action_type desc, candidates.is_of_programme desc
        ) = 1
)

select
    topic_id,
    rule_id,
    rule_kind,
    unit_counted,
    is_observed,
    is_decisive,
    rule_name,
    missing_words,
    counted,
    clause,
    confidence,
    uncertainty,
    minimum,
    maximum
from closest

with
-- The rules in force when the call opens. Without an opening date its first deadline tells the year, then
-- its name.
applicable_topics as (
    select
        topic_id,
        topic_key,
        programme_id,
        action_type_code,
        trl_min,
        trl_max,
        min_grant_eur,
        max_grant_eur,
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

-- Of each kind the rules that name the topic most closely stand; those behind them are replaced, not added.
closest as (
    select *
    from candidates
    qualify dense_rank() over (
        partition by topic_id, rule_kind
        order by pattern_length desc, is_of_action_type desc, is_of_programme desc
    ) = 1
)

select
    closest.topic_id,
    closest.rule_id,
    closest.rule_kind,
    kinds.unit_counted,
    kinds.is_observed,
    kinds.is_decisive,
    kinds.rule_name,
    kinds.missing_words,
    closest.counted,
    closest.clause,
    closest.confidence,
    closest.uncertainty,
    case
        when closest.rule_kind = 'trl_overlap' then coalesce(closest.minimum, closest.trl_min)
        else closest.minimum
    end as minimum,
    case
        when closest.rule_kind = 'trl_overlap' then coalesce(closest.maximum, closest.trl_max)
        else closest.maximum
    end as maximum,
    closest.min_grant_eur,
    closest.max_grant_eur
from closest
inner join {{ ref('eligibility_rule_kinds') }} as kinds on closest.rule_kind = kinds.rule_kind
where
    case closest.rule_kind
        when 'trl_overlap'
            then
                coalesce(closest.minimum, closest.maximum, closest.trl_min, closest.trl_max) is not null
        when 'grant_range' then coalesce(closest.min_grant_eur, closest.max_grant_eur) is not null
        else true
    end

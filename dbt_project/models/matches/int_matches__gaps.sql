with rule_counts as (
    select * from {{ ref('int_partnerships__rule_counts') }}
),

-- Several rules of a topic may miss the same thing; the larger number stands.
missing as (
    select
        verdicts.partnership_id,
        verdicts.topic_id,
        rule_counts.rule_kind,
        rule_counts.counted,
        max_by(verdicts.rule_id, rule_counts.need) as rule_id,
        max(rule_counts.need - rule_counts.have) as missing_count,
        max_by(verdicts.rule_confidence, rule_counts.need) = 'uncertain' as is_uncertain
    from {{ ref('fct_eligibility') }} as verdicts
    inner join rule_counts
        on
            verdicts.partnership_id = rule_counts.partnership_id
            and verdicts.rule_id = rule_counts.rule_id
    where rule_counts.is_short
    group by all
),

gaps as (
    select
        partnership_id,
        topic_id,
        string_agg(
            concat_ws(':', rule_kind, nullif(counted, ''), missing_count), '|' order by rule_kind, counted
        ) as gap_id,
        list(rule_id order by rule_kind, counted) as rule_ids,
        cast(max(missing_count) as integer) as regions_needed,
        bool_or(is_uncertain) as is_uncertain
    from missing
    group by all
),

-- The conditions depend on the partnership and the rules, not on the topic: the topics of a gap share them.
named as (
    select
        partnership_id,
        topic_id,
        gap_id,
        regions_needed,
        is_uncertain,
        unnest(min(rule_ids) over (partition by partnership_id, gap_id)) as rule_id
    from gaps
)

select
    named.partnership_id,
    named.topic_id,
    named.gap_id,
    named.rule_id,
    named.regions_needed,
    named.is_uncertain,
    rule_counts.rule_kind,
    rule_counts.counted,
    kinds.unit_counted,
    rule_counts.have_things,
    rule_counts.missing_words
    || ' (have ' || rule_counts.have || ', need ' || rule_counts.need || rule_counts.known_words || ')'
        as condition_words
from named
inner join rule_counts
    on
        named.partnership_id = rule_counts.partnership_id
        and named.rule_id = rule_counts.rule_id
inner join {{ ref('eligibility_rule_kinds') }} as kinds on rule_counts.rule_kind = kinds.rule_kind

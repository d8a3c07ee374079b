with
-- What is missing depends on the partnership and the rules, not on the topic: the topics of a gap share it.
distinct_gaps as (
    select
        partnership_id,
        gap_id,
        regions_needed,
        min(rule_ids) as rule_ids
    from {{ ref('int_matches__gaps') }}
    group by all
),

named as (
    select
        partnership_id,
        gap_id,
        regions_needed,
        unnest(rule_ids) as rule_id
    from distinct_gaps
)

select
    named.partnership_id,
    named.gap_id,
    named.rule_id,
    named.regions_needed,
    rules.rule_kind,
    rules.counted,
    kinds.unit_counted,
    rule_counts.have_things,
    rule_counts.missing_words
    || ' (have ' || rule_counts.have || ', need ' || rule_counts.need || ')' as condition_words
from named
inner join {{ ref('int_eligibility__rules') }} as rules on named.rule_id = rules.rule_id
inner join {{ ref('eligibility_rule_kinds') }} as kinds on rules.rule_kind = kinds.rule_kind
inner join {{ ref('int_partnerships__rule_counts') }} as rule_counts
    on
        named.partnership_id = rule_counts.partnership_id
        and named.rule_id = rule_counts.rule_id

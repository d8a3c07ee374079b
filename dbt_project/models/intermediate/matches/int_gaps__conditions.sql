with

gaps as (

    select * from {{ ref('int_matches__gaps') }}

),

rule_counts as (

    select * from {{ ref('int_partnerships__rule_counts') }}

),

rules as (

    select * from {{ ref('int_eligibility__rules') }}

),

kinds as (

    select * from {{ ref('eligibility_rule_kinds') }}

),

-- What is missing depends on the partnership and the rules, not on the topic: the topics of a gap share it.
distinct_gaps as (

    select
        partnership_id,
        gap_id,
        regions_needed,
        min(rule_ids) as rule_ids
    from gaps
    group by all

),

named as (

    select
        partnership_id,
        gap_id,
        regions_needed,
        unnest(rule_ids) as rule_id
    from distinct_gaps

),

final as (

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
    inner join rules on named.rule_id = rules.rule_id
    inner join kinds on rules.rule_kind = kinds.rule_kind
    inner join rule_counts
        on
            named.partnership_id = rule_counts.partnership_id
            and named.rule_id = rule_counts.rule_id

)

select * from final

with
applicable_topics as (
    select
        *,
        coalesce(opening_date, deadline_date, {{ as_of() }}) as condition_date,
        list_has_any(columns_from_shipped_calls, ['min_grant_eur', 'max_grant_eur']) as is_grant_shipped
    from {{ ref('int_topics__dated') }}
    where topic_status in ('open', 'forthcoming')
),

-- Sentences that state different values are quoted and not decided between. What none names follows from the annex.
from_texts as (
    select
        read.topic_id,
        read.condition,
        if(bool_and(read.pattern_id like '%-not-named'), 'rule', 'text') as evidence,
        case when kinds.is_spread or count(distinct coalesce(read.value_low, -1)) = 1 then min(read.value_low) end
            as value_low,
        case when kinds.is_spread or count(distinct coalesce(read.value_high, -1)) = 1 then max(read.value_high) end
            as value_high,
        string_agg(read.quote, ' ' order by read.sentence_number, read.quote) as quote,
        'Funding & Tenders Portal' as source
    from {{ ref('stg_enrich__topic_conditions') }} as read
    inner join {{ ref('topic_condition_kinds') }} as kinds on read.condition = kinds.condition
    group by read.topic_id, read.condition, kinds.is_spread
),

-- The fewest applicants and countries follow from the rules that stand for the topic.
from_rules as (
    select
        topic_rules.topic_id,
        counted.condition,
        case when bool_or(rules.topic_id is not null) then 'text' else 'rule' end as evidence,
        cast(topic_rules.minimum as double) as value_low,
        cast(topic_rules.minimum as double) as value_high,
        string_agg(distinct rules.clause, ' ' order by rules.clause) as quote,
        string_agg(distinct rules.source, '; ' order by rules.source) as source
    from {{ ref('int_topics__rules') }} as topic_rules
    inner join {{ ref('int_eligibility__rules') }} as rules on topic_rules.rule_id = rules.rule_id
    inner join (
        values
        ('partners_min', 'min_entities'), ('countries_min', 'min_entities'), ('single_applicant', 'min_entities'),
        ('countries_min', 'min_countries'), ('single_applicant', 'min_countries')
    ) as counted (rule_kind, condition) on topic_rules.rule_kind = counted.rule_kind
    group by topic_rules.topic_id, counted.condition, topic_rules.minimum
    qualify row_number() over (
        partition by topic_rules.topic_id, counted.condition order by topic_rules.minimum desc
    ) = 1
),

from_portal as (
    select
        topic_id,
        'grant' as condition,
        case when is_grant_shipped then 'shipped' else 'portal' end as evidence,
        cast(min_grant_eur as double) as value_low,
        cast(max_grant_eur as double) as value_high
    from applicable_topics
    where coalesce(min_grant_eur, max_grant_eur) is not null
    union all
    select
        topic_id,
        'expected_grants' as condition,
        'portal' as evidence,
        expected_grant_count as value_low,
        expected_grant_count as value_high
    from applicable_topics
    where expected_grant_count is not null
    union all
    select
        topic_id,
        'stages' as condition,
        'portal' as evidence,
        case when deadline_model = 'two-stage' then 2 else 1 end as value_low,
        value_low as value_high
    from applicable_topics
    where deadline_model is not null
),

-- A type of action that the title contradicts has no default of its own.
from_defaults as (
    select
        topics.topic_id,
        defaults.condition,
        defaults.action_type_code is not null
        and coalesce({{ is_titled_as_another_action('topics') }}, false) as is_another,
        'rule' as evidence,
        case when not is_another then defaults.value_low end as value_low,
        case when not is_another then defaults.value_high end as value_high,
        if(is_another, topics.action_type || ': ' || topics.topic_title, defaults.reason) as quote,
        defaults.source
    from applicable_topics as topics
    inner join {{ ref('topic_condition_defaults') }} as defaults
        on
            topics.programme_id = defaults.programme_id
            and (defaults.action_type_code is null or topics.action_type_code = defaults.action_type_code)
            and (defaults.topic_pattern is null or topics.topic_key like defaults.topic_pattern)
            and topics.condition_date >= defaults.valid_from
            and topics.condition_date <= coalesce(defaults.valid_to, topics.condition_date)
    qualify row_number() over (
        partition by topics.topic_id, defaults.condition
        order by length(regexp_replace(coalesce(defaults.topic_pattern, ''), '[%_]', '', 'g')) desc, defaults.default_id
    ) = 1
),

stated as (
    select * from from_texts
    union all by name
    select * from from_rules
    union all by name
    select
        *,
        'Funding & Tenders Portal, table of the call' as source
    from from_portal
    union all by name
    select * exclude (is_another) from from_defaults
)

-- Text before table before default; a text that leaves it open lets the table speak, and never the default.
select
    stated.topic_id || '|' || stated.condition as topic_condition_id,
    stated.topic_id,
    stated.condition,
    kinds.condition_name,
    case
        when stated.value_low is null and stated.value_high is null then null
        when kinds.value_unit = 'yes_no' then if(stated.value_low > 0, 'yes', 'no')
        when kinds.value_unit = 'pct'
            then
                format('{:g}%', stated.value_low)
                || case
                    when stated.value_high > stated.value_low
                        then format(' ({:g}% non-profit)', stated.value_high)
                    else ''
                end
        else
            case
                when stated.value_low is null then 'at most '
                when stated.value_high is null then 'at least '
                else ''
            end
            || case when kinds.value_unit = 'eur' then 'EUR ' else '' end
            || concat_ws(
                ' to ',
                format('{:,}', cast(stated.value_low as bigint)),
                case
                    when stated.value_high is distinct from stated.value_low
                        then format('{:,}', cast(stated.value_high as bigint))
                end
            )
    end as condition_words,
    stated.value_low,
    stated.value_high,
    stated.evidence as condition_evidence,
    stated.quote as condition_quote,
    stated.source as condition_source
from stated
inner join {{ ref('topic_condition_kinds') }} as kinds on stated.condition = kinds.condition
qualify row_number() over (
    partition by stated.topic_id, stated.condition
    order by
        stated.evidence = 'rule',
        stated.value_low is null and stated.value_high is null,
        (stated.evidence = 'text') = kinds.is_portal_first,
        stated.evidence desc
) = 1

{%- set counted %}case
    when read.counted = 'associated' and topics.programme_id not in ('horizon_europe', 'euratom') then 'member_states'
    when
        read.counted = 'public_authority'
        and regexp_matches(read.quote, '(?i)\b(local|regional|municipal|cit(y|ies)|regions)\b')
        then 'regional_or_local_authority'
    else read.counted
end{% endset -%}
-- Who is associated is known of Horizon Europe and Euratom alone; of other programmes member states are counted. A call
-- that asks for authorities of cities or regions counts these, not public bodies of any kind.
with
-- Where a call is limited to countries it names, those that its type of action asks for lie among them.
general as (
    select
        programme_id,
        action_type_code,
        max(minimum) as countries
    from {{ ref('eligibility_rules') }}
    where rule_kind = 'countries_min' and topic_pattern is null
    group by all
),

-- A value that several sentences state is the largest of them: all must hold.
own_rules as (
    select
        concat_ws(
            '--', read.topic_id, read.condition, {{ counted }}, case when read.is_additional then 'also' end
        ) as rule_id,
        read.topic_id,
        read.condition as rule_kind,
        {{ counted }} as counted,
        read.is_additional,
        cast(max(
            case
                when read.condition = 'limited_countries_min' then coalesce(general.countries, read.value_low)
                else coalesce(read.value_low, read.value_high)
            end
        ) as integer) as minimum,
        string_agg(read.quote, ' ' order by read.sentence_number, read.quote) as clause,
        case
            when min(read.text_part) = 'text' then 'Funding & Tenders Portal, text of the topic'
            else 'Funding & Tenders Portal, conditions of the topic, other eligible conditions'
        end as source,
        case when max(coalesce(read.value_low, read.value_high)) is null then 'verified' else 'likely' end
            as confidence
    from {{ ref('stg_enrich__topic_conditions') }} as read
    inner join {{ ref('eligibility_rule_kinds') }} as kinds on read.condition = kinds.rule_kind
    inner join {{ ref('int_topics__dated') }} as topics on read.topic_id = topics.topic_id
    left join general
        on
            topics.programme_id = general.programme_id
            and topics.action_type_code = general.action_type_code
    group by all
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
    reason,
    false as is_additional
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
    cast(null as integer) as maximum,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    clause,
    source,
    confidence,
    cast(null as varchar) as uncertainty,
    case
        when is_additional then 'Read from the topic''s own text; it is asked for beside the general rule'
        else 'Read from the topic''s own text; it replaces the general rules of its kind'
    end as reason,
    is_additional
from own_rules

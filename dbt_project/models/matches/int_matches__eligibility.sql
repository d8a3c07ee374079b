with own_rules as (
    select distinct topic_id
    from {{ ref('int_eligibility__rules') }}
    where topic_id is not null
),

-- Where the conditions were at hand, whether they ask for anything; else in which document they stand.
read_conditions as (
    select
        read.topic_id,
        max(case when read.condition = 'conditions_read' then own_rules.topic_id is null end) as adds_nothing,
        min(rtrim(read.quote, '. ')) filter (where read.condition = 'conditions_elsewhere') as elsewhere
    from {{ ref('stg_enrich__topic_conditions') }} as read
    left join own_rules on read.topic_id = own_rules.topic_id
    where read.condition in ('conditions_read', 'conditions_elsewhere')
    group by all
),

applicable_topics as (
    select
        topics.topic_id,
        topics.topic_key,
        topics.topic_status,
        topics.deadline_date,
        topics.programme_id,
        topics.action_type_code,
        described.trl_min,
        described.trl_max,
        described.min_grant_eur,
        described.max_grant_eur,
        topics.is_programme_selected
    from {{ ref('int_topics__dated') }} as topics
    inner join {{ ref('dim_topic') }} as described on topics.topic_id = described.topic_id
    where topics.topic_status in ('open', 'forthcoming')
),

member_counts as (
    select
        partnership_id,
        count(*) as member_count
    from {{ ref('int_memberships__current') }}
    group by all
),

summed as (
    select
        partnership_id,
        topic_id,
        count(*) filter (where is_decisive) as decisive_count,
        count(*) filter (where verdict = 'fail') as fail_count,
        count(*) filter (where verdict = 'unknown' and is_decisive) as unknown_count,
        max(have_count) filter (where rule_kind in ('countries_min', 'single_applicant')) as countries_have,
        max(need_count) filter (where rule_kind in ('countries_min', 'single_applicant')) as countries_needed,
        string_agg(verdict_words, ' ' order by rule_id) filter (where verdict = 'pass') as pass_words,
        string_agg(verdict_words, ' ' order by rule_id) filter (where verdict = 'fail') as fail_words,
        string_agg(verdict_words, ' ' order by rule_id) filter (where verdict = 'unknown') as unknown_words,
        first(verdict_words order by have_count asc nulls first, rule_id asc)
        filter (where verdict = 'unknown' and is_decisive)
            as first_unknown_words
    from {{ ref('fct_eligibility') }}
    group by all
),

paired as (
    select
        partnerships.partnership_id,
        applicable_topics.topic_id,
        applicable_topics.topic_key,
        applicable_topics.topic_status,
        applicable_topics.deadline_date,
        applicable_topics.programme_id,
        applicable_topics.is_programme_selected,
        applicable_topics.action_type_code,
        applicable_topics.trl_min,
        applicable_topics.trl_max,
        applicable_topics.min_grant_eur,
        applicable_topics.max_grant_eur,
        coalesce(member_counts.member_count, 0) as member_count,
        coalesce(summed.decisive_count, 0) as decisive_count,
        coalesce(summed.fail_count, 0) as fail_count,
        coalesce(summed.unknown_count, 0) as unknown_count,
        summed.countries_have,
        summed.countries_needed,
        summed.pass_words,
        summed.fail_words,
        summed.unknown_words,
        summed.first_unknown_words,
        read_conditions.adds_nothing,
        read_conditions.elsewhere
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join applicable_topics
    left join read_conditions on applicable_topics.topic_id = read_conditions.topic_id
    left join member_counts on partnerships.partnership_id = member_counts.partnership_id
    left join summed
        on
            partnerships.partnership_id = summed.partnership_id
            and applicable_topics.topic_id = summed.topic_id
    -- A placeholder stands for partnerships without a name: nobody applies for it.
    where not partnerships.is_placeholder
),

judged as (
    select
        *,
        case
            when fail_count > 0 then 'fail'
            when decisive_count = 0 or unknown_count > 0 then 'unknown'
            else 'pass'
        end as eligibility
    from paired
)

-- Unknown never hides a call, and a pass says what it rests on and what nobody looked at.
select
    partnership_id,
    topic_id,
    topic_key,
    topic_status,
    deadline_date,
    programme_id,
    is_programme_selected,
    action_type_code,
    trl_min,
    trl_max,
    min_grant_eur,
    max_grant_eur,
    member_count,
    eligibility,
    countries_have,
    countries_needed,
    case
        when eligibility != 'unknown' then null
        when decisive_count = 0 then 'Who may apply: ' || coalesce(elsewhere, 'nothing was read of it') || '.'
        when member_count = 0 then 'Which regions are members.'
        else first_unknown_words
    end as find_out,
    concat_ws(
        ' ',
        case
            when decisive_count = 0 then 'No rule on who takes part was read for this action.'
            when eligibility = 'fail' then 'Not reached.'
            when member_count = 0 then 'No member is known.'
            when eligibility = 'unknown' then 'Not decided.'
            else 'Composition reached.'
        end,
        fail_words,
        pass_words,
        unknown_words,
        case when adds_nothing then 'The conditions of the topic on the portal add nothing.' end,
        case
            when decisive_count = 0 then null
            when adds_nothing is null
                then 'Not checked: what else the call asks for' || coalesce(' (' || elsewhere || ')', '') || '.'
            else 'Not checked: what the text of the topic asks for beside its conditions.'
        end
    ) as eligibility_words
from judged

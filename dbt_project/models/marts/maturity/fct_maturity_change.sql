with pillars as (
    select * from {{ ref('int_pillars__compared') }}
),

scores as (
    select
        comparisons.comparison_id,
        comparisons.compared_as_of,
        tracked.partnership_id,
        tracked.subject_id,
        score_spells.score as previous_score,
        tracked.score as current_score,
        coalesce(
            score_spells.not_assessed_reason,
            case when score_spells.subject_id is null then 'The partnership was not known.' end
        ) as previous_reason,
        tracked.not_assessed_reason as current_reason
    from {{ ref('int_maturity__tracked') }} as tracked
    cross join {{ ref('int_maturity__comparisons') }} as comparisons
    left join {{ ref('hist_maturity_score') }} as score_spells
        on
            tracked.maturity_subject_id = score_spells.maturity_subject_id
            and comparisons.compared_as_of >= score_spells.known_from
            and coalesce(comparisons.compared_as_of < score_spells.known_to, true)
),

judged as (
    select
        *,
        case
            when previous_score is not null and current_score is not null then 'moved'
            when current_score is not null then 'became_assessed'
            when previous_score is not null then 'no_longer_assessed'
        end as change_kind
    from scores
),

-- What each indicator moved its pillar by: its own points where it had some then and now; where it came or
-- went, how far it lies from those that stayed.
indicator_amounts as (
    select
        compared.comparison_id,
        compared.partnership_id,
        compared.pillar_id,
        compared.indicator_id,
        compared.cause,
        compared.value_then,
        compared.value_now,
        (compared.points_then is null) != (compared.points_now is null) as has_come_or_gone,
        case
            when compared.points_then is not null and compared.points_now is not null
                then compared.weight / pillars.weight_both * (compared.points_now - compared.points_then)
            when compared.points_now is not null
                then compared.weight / pillars.weight_now * (compared.points_now - pillars.reference_now)
            else -compared.weight / pillars.weight_then * (compared.points_then - pillars.reference_then)
        end as pillar_amount,
        pillars.total_per_point
    from {{ ref('int_indicators__compared') }} as compared
    inner join pillars
        on
            compared.comparison_id = pillars.comparison_id
            and compared.partnership_id = pillars.partnership_id
            and compared.pillar_id = pillars.pillar_id
),

amounts_by_subject as (
    select
        comparison_id,
        partnership_id,
        pillar_id as subject_id,
        indicator_id,
        cause,
        value_then,
        value_now,
        has_come_or_gone,
        pillar_amount as amount
    from indicator_amounts
    union all
    select
        comparison_id,
        partnership_id,
        'total' as subject_id,
        indicator_id,
        cause,
        value_then,
        value_now,
        has_come_or_gone,
        pillar_amount * total_per_point as amount
    from indicator_amounts
),

by_indicator as (
    select
        judged.*,
        amounts_by_subject.indicator_id,
        amounts_by_subject.cause,
        case when judged.change_kind = 'moved' then amounts_by_subject.amount end as amount,
        amounts_by_subject.value_then,
        amounts_by_subject.value_now
    from judged
    inner join amounts_by_subject
        on
            judged.comparison_id = amounts_by_subject.comparison_id
            and judged.partnership_id = amounts_by_subject.partnership_id
            and judged.subject_id = amounts_by_subject.subject_id
    where case
        when judged.change_kind = 'moved' then round(amounts_by_subject.amount, 10) != 0
        else judged.change_kind is not null and amounts_by_subject.has_come_or_gone
    end
),

-- Old values under today's framework: what lies between that and the old score is the framework's doing.
restated as (
    select
        comparison_id,
        partnership_id,
        pillar_id as subject_id,
        score_then
    from pillars
    union all
    select distinct
        comparison_id,
        partnership_id,
        'total' as subject_id,
        total_then as score_then
    from pillars
),

explained_in_words as (
    select distinct
        comparison_id,
        partnership_id,
        subject_id
    from by_indicator
    where change_kind != 'moved'
),

by_framework as (
    select
        judged.*,
        cast(null as varchar) as indicator_id,
        'method' as cause,
        case
            when judged.change_kind = 'moved'
                then coalesce(restated.score_then, judged.current_score) - judged.previous_score
        end as amount,
        cast(null as double) as value_then,
        cast(null as double) as value_now
    from judged
    left join restated
        on
            judged.comparison_id = restated.comparison_id
            and judged.partnership_id = restated.partnership_id
            and judged.subject_id = restated.subject_id
    anti join explained_in_words
        on
            judged.comparison_id = explained_in_words.comparison_id
            and judged.partnership_id = explained_in_words.partnership_id
            and judged.subject_id = explained_in_words.subject_id
    where case
        when judged.change_kind = 'moved'
            then round(coalesce(restated.score_then, judged.current_score) - judged.previous_score, 10) != 0
        else judged.change_kind is not null
    end
),

unioned as (
    select *
    from by_indicator
    union all
    select *
    from by_framework
)

select
    concat_ws('|', comparison_id, partnership_id, subject_id, coalesce(indicator_id, 'framework'))
        as maturity_change_id,
    partnership_id,
    comparison_id,
    compared_as_of,
    subject_id,
    change_kind,
    previous_score,
    current_score,
    current_score - previous_score as difference,
    indicator_id,
    cause,
    amount,
    value_then as previous_value,
    value_now as current_value,
    case
        when change_kind = 'became_assessed' then 'Assessed now. Before: ' || previous_reason
        when change_kind = 'no_longer_assessed' then 'No longer assessed. ' || current_reason
        when indicator_id is null then 'Weights, goalposts or limits of the framework changed.'
        when value_then is null then 'The indicator has a value now.'
        when value_now is null then 'The indicator has no value any more.'
        else 'The indicator has another value.'
    end as reason
from unioned

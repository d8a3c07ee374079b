with compared as (
    select * from {{ ref('int_indicators__compared') }}
    where comparison_id in ('last_edition', 'half_year')
),

attributed as (
    select * from {{ ref('int_maturity__attributed') }}
),

comparisons as (
    select distinct
        comparison_id,
        compared_as_of
    from compared
),

judged as (
    select
        comparisons.comparison_id,
        comparisons.compared_as_of,
        scored.partnership_id,
        scored.scope as subject_id,
        spells.score as previous_score,
        scored.score as current_score,
        case
            when previous_score is not null and current_score is not null then 'moved'
            when current_score is not null then 'became_assessed'
            when previous_score is not null then 'no_longer_assessed'
        end as change_kind,
        coalesce(
            spells.not_assessed_reason,
            case when spells.subject_id is null then 'The partnership was not known.' end
        ) as previous_reason,
        scored.not_assessed_reason as current_reason
    from {{ ref('int_maturity__scored') }} as scored
    cross join comparisons
    left join {{ ref('hist_maturity_score') }} as spells
        on
            concat_ws('|', scored.partnership_id, scored.scope) = spells.maturity_subject_id
            and comparisons.compared_as_of >= spells.known_from
            and coalesce(comparisons.compared_as_of < spells.known_to, true)
    where scored.evidence_basis = 'all'
),

by_indicator as (
    select
        judged.*,
        attributed.indicator_id,
        compared.cause,
        case when judged.change_kind = 'moved' then attributed.amount end as amount,
        compared.value_then,
        compared.value_now
    from judged
    inner join attributed
        on
            judged.comparison_id = attributed.comparison_id
            and judged.partnership_id = attributed.partnership_id
            and judged.subject_id = attributed.scope
    inner join compared
        on
            attributed.comparison_id = compared.comparison_id
            and attributed.partnership_id = compared.partnership_id
            and attributed.indicator_id = compared.indicator_id
    where case
        when judged.change_kind = 'moved' then attributed.amount != 0
        else
            judged.change_kind is not null
            and (attributed.points_then is null) != (attributed.points_now is null)
    end
),

-- What lies between old values under today's framework and the old score is the framework's doing.
restated as (
    select distinct
        comparison_id,
        partnership_id,
        scope,
        restated_score
    from attributed
),

framework_amounts as (
    select
        judged.*,
        case
            when judged.change_kind = 'moved' then {{ settled(
                'coalesce(restated.restated_score, judged.current_score) - judged.previous_score'
            ) }}
        end as amount
    from judged
    left join restated
        on
            judged.comparison_id = restated.comparison_id
            and judged.partnership_id = restated.partnership_id
            and judged.subject_id = restated.scope
),

by_framework as (
    select
        framework_amounts.*,
        'method' as cause
    from framework_amounts
    anti join by_indicator
        on
            framework_amounts.comparison_id = by_indicator.comparison_id
            and framework_amounts.partnership_id = by_indicator.partnership_id
            and framework_amounts.subject_id = by_indicator.subject_id
            and by_indicator.change_kind != 'moved'
    where case
        when framework_amounts.change_kind = 'moved' then framework_amounts.amount != 0
        else framework_amounts.change_kind is not null
    end
),

unioned as (
    select *
    from by_indicator
    union all by name
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
        when change_kind = 'became_assessed'
            then {{ sentence('change_became_assessed', ['previous_reason']) }}
        when change_kind = 'no_longer_assessed'
            then {{ sentence('change_no_longer_assessed', ['current_reason']) }}
        when indicator_id is null then {{ sentence('change_framework') }}
        when value_then is null then {{ sentence('change_value_came') }}
        when value_now is null then {{ sentence('change_value_went') }}
        else {{ sentence('change_value_moved') }}
    end as reason
from unioned

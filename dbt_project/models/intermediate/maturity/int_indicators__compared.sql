with comparisons as (
    select * from {{ ref('int_maturity__comparisons') }}
),

indicators as (
    select * from {{ ref('maturity_indicators') }}
    where use = 'scored'
),

values_then as (
    select
        comparisons.comparison_id,
        spells.partnership_id,
        spells.indicator_id,
        spells.value,
        spells.row_marks,
        spells.link_marks
    from comparisons
    inner join {{ ref('snap_indicator_value') }} as spells
        on
            comparisons.compared_as_of >= spells.known_from
            and coalesce(comparisons.compared_as_of < spells.known_to, true)
),

values_now as (
    select
        comparisons.comparison_id,
        tracked.partnership_id,
        tracked.indicator_id,
        tracked.value
    from {{ ref('int_indicators__tracked') }} as tracked
    cross join comparisons
),

-- The framework may have changed since: old values stand here as today's goalposts and weights make them.
paired as (
    select
        coalesce(values_now.comparison_id, values_then.comparison_id) as comparison_id,
        coalesce(values_now.partnership_id, values_then.partnership_id) as partnership_id,
        coalesce(values_now.indicator_id, values_then.indicator_id) as indicator_id,
        values_then.value as value_then,
        values_now.value as value_now,
        coalesce(values_then.row_marks, []) as marks_then,
        coalesce(values_then.link_marks, []) as links_then
    from values_now
    full outer join values_then
        on
            values_now.comparison_id = values_then.comparison_id
            and values_now.partnership_id = values_then.partnership_id
            and values_now.indicator_id = values_then.indicator_id
),

restated as (
    select
        paired.comparison_id,
        paired.partnership_id,
        paired.indicator_id,
        indicators.pillar_id,
        indicators.weight,
        paired.value_then,
        paired.value_now,
        {{ goalpost_points('paired.value_then', 'indicators') }} as points_then,
        {{ goalpost_points('paired.value_now', 'indicators') }} as points_now,
        not list_has_all(coalesce(inputs.standing_marks, []), paired.marks_then) as is_corrected,
        not list_has_all(paired.marks_then, coalesce(inputs.row_marks, [])) as is_added,
        not list_has_all(paired.links_then, coalesce(inputs.link_marks, [])) as is_link_moved,
        indicators.window_months is not null or indicators.unit in ('days', 'months') as looks_back,
        coalesce(inputs.turning_dates, []) as turning_dates,
        comparisons.compared_as_of,
        paired.comparison_id = 'last_edition'
        and coalesce((
            select bool_or(base_editions.is_code_changed)
            from {{ ref('stg_previous__editions') }} as base_editions
        ), false) as is_code_changed
    from paired
    inner join comparisons on paired.comparison_id = comparisons.comparison_id
    inner join indicators on paired.indicator_id = indicators.indicator_id
    left join {{ ref('int_indicators__inputs') }} as inputs
        on
            paired.partnership_id = inputs.partnership_id
            and paired.indicator_id = inputs.indicator_id
),

dated as (
    select
        *,
        looks_back
        or len(list_filter(turning_dates, lambda x: x > compared_as_of and x <= {{ as_of() }})) > 0
            as is_dated
    from restated
),

evidence as (
    select
        comparison_id,
        partnership_id,
        indicator_id,
        unnest([
            case when is_corrected then 'rows_corrected' end,
            case when is_added then 'rows_added' end,
            case when is_link_moved then 'link_moved' end,
            case when is_dated then 'date_moved' end,
            case when is_code_changed then 'code_changed' end,
            'others_changed'
        ]) as evidence_id
    from dated
),

explained as (
    select
        evidence.comparison_id,
        evidence.partnership_id,
        evidence.indicator_id,
        arg_min(causes.cause, causes.cause_rank) as cause
    from evidence
    inner join {{ ref('maturity_change_causes') }} as causes on evidence.evidence_id = causes.evidence_id
    group by all
)

select
    restated.comparison_id,
    restated.partnership_id,
    restated.indicator_id,
    restated.pillar_id,
    restated.weight,
    restated.value_then,
    restated.value_now,
    restated.points_then,
    restated.points_now,
    explained.cause
from restated
inner join explained
    on
        restated.comparison_id = explained.comparison_id
        and restated.partnership_id = explained.partnership_id
        and restated.indicator_id = explained.indicator_id

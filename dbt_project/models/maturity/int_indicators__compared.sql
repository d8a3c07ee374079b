with editions as (
    select as_of from {{ editions_with_maturity() }}
),

last_before_services as (
    select max(editions.as_of) as as_of
    from editions
    inner join {{ ref('stg_registry__workbook_services') }} as services
        on editions.as_of < coalesce(services.started_on, services.delivered_on)
    group by coalesce(services.started_on, services.delivered_on)
),

-- The editions that tonight is compared with: the last of an earlier date, the newest that is half a year old
-- or older, and the last from before each service began.
comparisons as (
    select
        'last_edition' as comparison_id,
        max(as_of) as compared_as_of
    from editions
    where as_of < {{ as_of() }}
    having max(as_of) is not null
    union all
    select
        'half_year' as comparison_id,
        max(as_of) as compared_as_of
    from editions
    where as_of <= {{ as_of() }} - to_months(cast({{ maturity_parameter('change_months') }} as integer))
    having max(as_of) is not null
    union all
    select distinct
        'before_' || as_of as comparison_id,
        as_of as compared_as_of
    from last_before_services
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
        indicator_values.partnership_id,
        indicator_values.indicator_id,
        indicator_values.value
    from {{ ref('int_indicators__values') }} as indicator_values
    cross join comparisons
    where indicator_values.value is not null and not indicator_values.is_demo
),

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

inputs as (
    select
        *,
        list_max(list_filter(turning_dates, lambda x: x <= {{ as_of() }})) as last_turning_date
    from {{ ref('int_indicators__inputs') }}
),

-- What can be shown to have changed a value.
shown as (
    select
        paired.comparison_id,
        comparisons.compared_as_of,
        paired.partnership_id,
        paired.indicator_id,
        paired.value_then,
        paired.value_now,
        not list_has_all(coalesce(inputs.standing_marks, []), paired.marks_then) as is_corrected,
        not list_has_all(paired.marks_then, coalesce(inputs.row_marks, [])) as is_added,
        not list_has_all(paired.links_then, coalesce(inputs.link_marks, [])) as is_link_moved,
        indicators.window_months is not null
        or indicators.unit in ('days', 'months')
        or coalesce(inputs.last_turning_date > comparisons.compared_as_of, false) as is_dated,
        paired.comparison_id = 'last_edition'
        and coalesce((
            select bool_or(base_editions.is_code_changed)
            from {{ ref('stg_previous__editions') }} as base_editions
        ), false) as is_code_changed
    from paired
    inner join comparisons on paired.comparison_id = comparisons.comparison_id
    inner join {{ ref('dim_indicator') }} as indicators
        on paired.indicator_id = indicators.indicator_id and indicators.use = 'scored'
    left join inputs
        on
            paired.partnership_id = inputs.partnership_id
            and paired.indicator_id = inputs.indicator_id
)

select
    shown.comparison_id,
    shown.compared_as_of,
    shown.partnership_id,
    shown.indicator_id,
    shown.value_then,
    shown.value_now,
    arg_min(causes.cause, causes.cause_rank) as cause
from shown
inner join {{ ref('maturity_change_causes') }} as causes
    on case causes.evidence_id
        when 'rows_corrected' then shown.is_corrected
        when 'rows_added' then shown.is_added
        when 'link_moved' then shown.is_link_moved
        when 'date_moved' then shown.is_dated
        when 'code_changed' then shown.is_code_changed
        else causes.evidence_id = 'others_changed'
    end
group by all

with editions as (
    select as_of from {{ editions_with_maturity() }}
),

-- Of services in public those whose name says which of the eight it is.
stated as (
    select
        partnership_id,
        service,
        'declared' as evidence,
        outcome,
        started_on,
        delivered_on
    from {{ ref('stg_registry__workbook_services') }}
    union all
    select
        acts.partnership_id,
        services.service_name as service,
        acts.evidence,
        null as outcome,
        acts.act_from as started_on,
        acts.act_to as delivered_on
    from {{ ref('fct_act') }} as acts
    inner join {{ ref('services') }} as services
        on contains(lower(acts.act_name), 'service: ' || services.service_name)
    where acts.evidence = 'public record' and acts.act_kind = 'service'
),

delivered as (
    select
        stated.partnership_id,
        services.service_id,
        services.service_name,
        stated.evidence,
        stated.outcome,
        stated.started_on,
        stated.delivered_on,
        coalesce(stated.started_on, stated.delivered_on) as begun_on,
        coalesce(stated.delivered_on <= {{ as_of() }}, false) as is_delivered
    from stated
    inner join {{ ref('services') }} as services on stated.service = services.service_name
    semi join {{ ref('dim_partnership') }} as partnerships
        on stated.partnership_id = partnerships.partnership_id
),

-- The newest edition from before the service began knew the partnership without it.
dated as (
    select
        delivered.*,
        (
            select max(editions.as_of)
            from editions
            where editions.as_of < delivered.begun_on
        ) as before_as_of
    from delivered
),

measured as (
    select
        dated.*,
        service_indicators.indicator_id,
        spells.value as value_before,
        case when dated.is_delivered then tonight.value end as value_after,
        attributed.points_then as points_before,
        case when dated.is_delivered then tonight.normalised end as points_after
    from dated
    inner join {{ ref('service_indicators') }} as service_indicators
        on dated.service_id = service_indicators.service_id
    left join {{ ref('hist_indicator_value') }} as spells
        on
            dated.partnership_id = spells.partnership_id
            and service_indicators.indicator_id = spells.indicator_id
            and dated.before_as_of >= spells.known_from
            and coalesce(dated.before_as_of < spells.known_to, true)
    left join {{ ref('int_maturity__attributed') }} as attributed
        on
            'before_' || dated.before_as_of = attributed.comparison_id
            and dated.partnership_id = attributed.partnership_id
            and service_indicators.indicator_id = attributed.indicator_id
            and attributed.scope != 'total'
    left join {{ ref('fct_indicator_value') }} as tonight
        on
            dated.partnership_id = tonight.partnership_id
            and service_indicators.indicator_id = tonight.indicator_id
            and not tonight.is_demo
)

select
    concat_ws('|', partnership_id, service_id, coalesce(cast(begun_on as varchar), 'undated'), indicator_id)
        as service_effect_id,
    partnership_id,
    service_id,
    service_name,
    indicator_id,
    evidence,
    started_on,
    delivered_on,
    before_as_of,
    value_before,
    value_after,
    points_before,
    points_after,
    points_after - points_before as difference,
    nullif(concat_ws(
        ' ',
        case
            when begun_on is null then {{ sentence('effect_undated') }}
            when before_as_of is null then {{ sentence('effect_no_edition') }}
            when value_before is null then {{ sentence('effect_no_value_before') }}
        end,
        case
            when not is_delivered then {{ sentence('effect_not_delivered') }}
            when value_after is null then {{ sentence('effect_no_value_after') }}
        end
    ), '') as missing_reason,
    {{ sentence('effect_caution') }} as caution,
    outcome
from measured

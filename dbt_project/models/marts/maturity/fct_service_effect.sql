with edition_dates as (
    select distinct previous_headlines.as_of
    from {{ ref('stg_previous__headlines') }} as previous_headlines
    where previous_headlines.as_of >= (
        select min(score_spells.known_from)
        from {{ ref('hist_maturity_score') }} as score_spells
    )
),

delivered as (
    select
        services_of_workbooks.partnership_id,
        services.service_id,
        services.service_name,
        services_of_workbooks.outcome,
        services_of_workbooks.started_on,
        services_of_workbooks.delivered_on,
        coalesce(services_of_workbooks.started_on, services_of_workbooks.delivered_on) as begun_on,
        coalesce(services_of_workbooks.delivered_on <= {{ as_of() }}, false) as is_delivered
    from {{ ref('stg_registry__workbook_services') }} as services_of_workbooks
    inner join {{ ref('services') }} as services on services_of_workbooks.service = services.service_name
    semi join {{ ref('dim_partnership') }} as partnerships
        on services_of_workbooks.partnership_id = partnerships.partnership_id
),

-- The newest edition from before the service began knew the partnership without it.
dated as (
    select
        delivered.*,
        (
            select max(edition_dates.as_of)
            from edition_dates
            where edition_dates.as_of < delivered.begun_on
        ) as before_as_of
    from delivered
),

measured as (
    select
        dated.*,
        service_indicators.indicator_id,
        value_spells.value as value_before,
        case when dated.is_delivered then tracked.value end as value_after,
        {{ goalpost_points('value_spells.value', 'indicators') }} as points_before,
        case
            when dated.is_delivered then {{ goalpost_points('tracked.value', 'indicators') }}
        end as points_after
    from dated
    inner join {{ ref('service_indicators') }} as service_indicators
        on dated.service_id = service_indicators.service_id
    inner join {{ ref('maturity_indicators') }} as indicators
        on service_indicators.indicator_id = indicators.indicator_id
    left join {{ ref('hist_indicator_value') }} as value_spells
        on
            dated.partnership_id = value_spells.partnership_id
            and service_indicators.indicator_id = value_spells.indicator_id
            and dated.before_as_of >= value_spells.known_from
            and coalesce(dated.before_as_of < value_spells.known_to, true)
    left join {{ ref('int_indicators__tracked') }} as tracked
        on
            dated.partnership_id = tracked.partnership_id
            and service_indicators.indicator_id = tracked.indicator_id
)

select
    concat_ws('|', partnership_id, service_id, coalesce(begun_on, 'undated'), indicator_id)
        as service_effect_id,
    partnership_id,
    service_id,
    service_name,
    indicator_id,
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
            when begun_on is null then 'Not known when it began.'
            when before_as_of is null then 'No edition that keeps indicators is older than its beginning.'
            when value_before is null then 'No value known before.'
        end,
        case
            when not is_delivered then 'Not delivered yet.'
            when value_after is null then 'No value known after.'
        end
    ), '') as missing_reason,
    'Before and after, side by side: other things changed in the same time, so this proves no effect.'
        as caution,
    outcome
from measured

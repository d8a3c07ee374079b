with declared as (
    select *
    from {{ ref('int_indicators__mission') }}
    union all
    select *
    from {{ ref('int_indicators__partners') }}
    union all
    select *
    from {{ ref('int_indicators__contact') }}
    union all
    select *
    from {{ ref('int_indicators__stated_links') }}
)

-- What a secretariat states wins over what was observed; the observed value is kept for the score without
-- declared evidence, where it is no demonstration.
select
    partnerships.partnership_id,
    indicators.indicator_id,
    coalesce(declared.value, ecosystems.value) as value,
    case when not ecosystems.is_demo then ecosystems.value end as observed_value,
    case
        when declared.value is not null then 'declared'
        when ecosystems.value is not null then 'observed'
        else 'none'
    end as evidence,
    case
        when declared.value is null and ecosystems.value is not null then ecosystems.input_count
        else coalesce(declared.input_count, ecosystems.input_count, 0)
    end as input_count,
    case
        when declared.value is not null then declared.newest_date
        when ecosystems.value is not null then ecosystems.newest_date
    end as newest_date,
    case
        when declared.value is not null then declared.basis
        when ecosystems.value is not null then ecosystems.basis
        else coalesce(
            'No value: ' || coalesce(declared.basis, ecosystems.basis),
            'Waiting for ' || indicators.waiting_for
        )
    end as basis,
    declared.value is null and ecosystems.value is not null and ecosystems.is_demo as is_demo
from {{ ref('int_partnerships__overlaid') }} as partnerships
cross join {{ ref('maturity_indicators') }} as indicators
left join declared
    on
        partnerships.partnership_id = declared.partnership_id
        and indicators.indicator_id = declared.indicator_id
left join {{ ref('int_indicators__ecosystems') }} as ecosystems
    on
        partnerships.partnership_id = ecosystems.partnership_id
        and indicators.indicator_id = ecosystems.indicator_id

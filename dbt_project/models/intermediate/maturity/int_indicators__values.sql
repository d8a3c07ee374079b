with declared as (
    {% for model in ['mission', 'partners', 'contact', 'stated_links'] %}
        select * from {{ ref('int_indicators__' ~ model) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

ecosystems as (
    select * from {{ ref('int_indicators__ecosystems') }}
    where theme_level_id = 'as_set'
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
            {{ sentence('value_none', ['coalesce(declared.basis, ecosystems.basis)']) }},
            {{ sentence('value_waiting', ['indicators.waiting_for']) }}
        )
    end as basis,
    declared.value is null and ecosystems.value is not null and ecosystems.is_demo as is_demo
from {{ ref('int_partnerships__overlaid') }} as partnerships
cross join {{ ref('dim_indicator') }} as indicators
left join declared
    on
        partnerships.partnership_id = declared.partnership_id
        and indicators.indicator_id = declared.indicator_id
left join ecosystems
    on
        partnerships.partnership_id = ecosystems.partnership_id
        and indicators.indicator_id = ecosystems.indicator_id

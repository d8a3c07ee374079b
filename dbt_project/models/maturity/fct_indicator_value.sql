select
    indicator_values.partnership_id,
    indicator_values.indicator_id,
    indicators.pillar_id,
    indicator_values.value,
    indicator_values.bound_value,
    indicator_values.bound_best,
    scored.normalised,
    indicators.weight,
    scored.contribution,
    indicator_values.evidence,
    indicator_values.input_count,
    indicator_values.newest_date,
    indicator_values.basis,
    indicators.use,
    indicator_values.is_demo
from {{ ref('int_indicators__values') }} as indicator_values
inner join {{ ref('dim_indicator') }} as indicators on indicator_values.indicator_id = indicators.indicator_id
inner join {{ ref('int_indicators__scored') }} as scored
    on
        indicator_values.partnership_id = scored.partnership_id
        and indicator_values.indicator_id = scored.indicator_id

select *
from {{ ref('dim_indicator') }}
where
    case
        when use = 'scored' and (goalpost_low < goalpost_high) is distinct from true
            then cast(error(
                'seed dim_indicator, row ' || indicator_id
                || ': expected goalpost_low below goalpost_high, came '
                || coalesce(cast(goalpost_low as varchar), 'none') || ' and '
                || coalesce(cast(goalpost_high as varchar), 'none')
            ) as boolean)
        else false
    end

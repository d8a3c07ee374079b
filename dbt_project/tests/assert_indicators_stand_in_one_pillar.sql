with placed as (
    select
        indicators.indicator_id,
        string_agg(indicators.pillar_id, ', ' order by indicators.pillar_id) as pillar_ids,
        count(*) as row_count,
        count(pillars.pillar_id) as known_count
    from {{ ref('dim_indicator') }} as indicators
    left join {{ ref('dim_pillar') }} as pillars on indicators.pillar_id = pillars.pillar_id
    group by indicators.indicator_id
)

select *
from placed
where
    case
        when row_count > 1 or known_count < row_count
            then cast(error(
                'seed dim_indicator, row ' || indicator_id
                || ': expected one known pillar, came ' || pillar_ids
            ) as boolean)
        else false
    end

with indicators as (
    select * from {{ ref('maturity_indicators') }}
    where use = 'scored'
),

theme_levels as (
    select level_id as theme_level_id
    from {{ ref('maturity_assumptions') }}
    where assumption_id = 'theme_threshold'
),

-- What is stated does not hang on the theme of a project; demonstration is never scored.
at_levels as (
    select
        indicator_values.partnership_id,
        indicator_values.indicator_id,
        theme_levels.theme_level_id,
        case
            when indicator_values.is_demo then null
            when indicator_values.evidence = 'observed' then ecosystems.value
            else indicator_values.value
        end as value
    from {{ ref('int_indicators__values') }} as indicator_values
    cross join theme_levels
    left join {{ ref('int_indicators__ecosystems_by_theme_level') }} as ecosystems
        on
            indicator_values.partnership_id = ecosystems.partnership_id
            and indicator_values.indicator_id = ecosystems.indicator_id
            and theme_levels.theme_level_id = ecosystems.theme_level_id
)

select
    at_levels.partnership_id,
    at_levels.indicator_id,
    at_levels.theme_level_id,
    {{ goalpost_position('at_levels.value', 'indicators') }} as goalpost_position
from at_levels
inner join indicators on at_levels.indicator_id = indicators.indicator_id

with
-- Many countries report every other year, so the newest year differs from region to region.
latest_statistics as (
    select
        nuts_code,
        arg_max(statistic_value, statistic_year) filter (where statistic_id = 'gdp') as gdp_million_eur,
        max(statistic_year) filter (where statistic_id = 'gdp') as gdp_year,
        arg_max(statistic_value, statistic_year) filter (where statistic_id = 'gerd') as gerd_pct,
        max(statistic_year) filter (where statistic_id = 'gerd') as gerd_year
    from {{ ref('fct_region_statistic') }}
    where statistic_value is not null
    group by all
),

-- Categories are set per NUTS 2 region. What lies inside one has its category; what holds or came from
-- several that differ says which they have.
cohesion_categories as (
    select
        codes_2021.region_id,
        if(count(distinct categories.cohesion_category) > 1, 'mixed: ', '')
        || regexp_replace(
            string_agg(distinct categories.cohesion_category, ', ' order by categories.cohesion_category),
            ', ([^,]*)$',
            ' and \1'
        ) as cohesion_category,
        bool_and(categories.is_outermost) as is_outermost,
        bool_and(codes_2021.nuts_code_2021 != regions.nuts_code) as is_category_from_other_code
    from {{ ref('int_regions__unioned') }} as regions
    inner join {{ ref('int_regions__codes_2021') }} as codes_2021 on regions.region_id = codes_2021.region_id
    left join {{ ref('stg_regions__cohesion_categories') }} as categories
        on
            left(codes_2021.nuts_code_2021, length(categories.nuts_code))
            = left(categories.nuts_code, length(codes_2021.nuts_code_2021))
    group by all
    having count(*) = count(categories.cohesion_category)
),

group_names as (
    select * from {{ ref('innovator_groups') }}
),

-- The group stands beside every indicator of a region; its name for the average of the Union is no group.
-- Where they disagree (Estonia 2023), that of the summary index holds, from which groups are made.
published as (
    select
        innovation_scores.nuts_code,
        innovation_scores.scoreboard_year,
        innovator_groups.innovator_group
    from {{ ref('stg_regions__innovation_scores') }} as innovation_scores
    inner join group_names as innovator_groups
        on innovation_scores.group_at_source = innovator_groups.group_at_source
    qualify row_number() over (
        partition by innovation_scores.nuts_code
        order by
            innovation_scores.scoreboard_year desc,
            innovation_scores.indicator = '0 Summary Innovation Index' desc,
            innovator_groups.group_rank asc
    ) = 1
),

shipped as (
    select
        shipped_groups.nuts_code,
        shipped_groups.scoreboard_year,
        innovator_groups.innovator_group
    from {{ ref('stg_regions__innovator_groups') }} as shipped_groups
    inner join group_names as innovator_groups
        on shipped_groups.group_at_source = innovator_groups.group_at_source
    anti join published on shipped_groups.nuts_code = published.nuts_code
    qualify row_number() over (
        partition by shipped_groups.nuts_code
        order by shipped_groups.scoreboard_year desc
    ) = 1
),

stated_groups as (
    select * from published
    union all
    select * from shipped
),

-- The scoreboard mixes levels: a region it does not name takes the group of the smallest one it lies in.
placed_groups as (
    select
        codes_2021.region_id,
        codes_2021.nuts_code_2021,
        arg_max(stated.nuts_code, length(stated.nuts_code)) as stated_nuts_code,
        arg_max(stated.innovator_group, length(stated.nuts_code)) as innovator_group,
        arg_max(stated.scoreboard_year, length(stated.nuts_code)) as innovator_group_year
    from {{ ref('int_regions__codes_2021') }} as codes_2021
    left join stated_groups as stated on starts_with(codes_2021.nuts_code_2021, stated.nuts_code)
    group by all
),

innovator_groups as (
    select
        region_id,
        min(innovator_group) as innovator_group,
        min(innovator_group_year) as innovator_group_year,
        bool_and(stated_nuts_code != nuts_code_2021) as is_innovator_group_inherited
    from placed_groups
    group by all
    having count(*) = count(innovator_group) and count(distinct innovator_group) = 1
),

labelled as (
    select
        riv_regions.nuts_code,
        min(riv_routes.riv_route) as riv_route
    from {{ ref('stg_riv__regions') }} as riv_regions
    left join {{ ref('riv_routes') }} as riv_routes on riv_regions.instrument = riv_routes.instrument
    where riv_regions.nuts_code is not null
    group by all
),

-- A region inside a labelled one is labelled with it; the nearest label counts.
placed_labels as (
    select
        codes_2021.region_id,
        codes_2021.nuts_code_2021,
        arg_max(labelled.nuts_code, length(labelled.nuts_code)) as labelled_nuts_code,
        arg_max_null(labelled.riv_route, length(labelled.nuts_code)) as riv_route
    from {{ ref('int_regions__codes_2021') }} as codes_2021
    left join labelled on starts_with(codes_2021.nuts_code_2021, labelled.nuts_code)
    group by all
),

riv_labels as (
    select
        region_id,
        case
            when count(distinct riv_route) = 1 and count(riv_route) = count(*) then min(riv_route)
        end as riv_route,
        list_sort(list(distinct labelled_nuts_code)) as riv_label_codes
    from placed_labels
    group by all
    having count(*) = count(labelled_nuts_code)
)

-- A code keeps its territory through the versions it is in, so its figures hold in each of them.
select
    regions.region_id,
    regions.nuts_code,
    regions.nuts_version,
    nuts_versions.valid_from_year,
    nuts_versions.valid_to_year,
    regions.nuts_level,
    regions.region_name,
    regions.region_name_english,
    regions.region_name_local,
    regions.country_code,
    regions.parent_nuts_code,
    regions.latitude,
    regions.longitude,
    cohesion_categories.cohesion_category,
    cohesion_categories.is_outermost,
    cohesion_categories.is_category_from_other_code,
    innovator_groups.innovator_group,
    innovator_groups.innovator_group_year,
    innovator_groups.is_innovator_group_inherited,
    latest_statistics.gdp_million_eur,
    latest_statistics.gdp_year,
    latest_statistics.gerd_pct,
    latest_statistics.gerd_year,
    case when riv_labels.region_id is not null then true end as is_riv,
    riv_labels.riv_route,
    riv_labels.riv_label_codes,
    regions.has_shape,
    regions.source
from {{ ref('int_regions__unioned') }} as regions
left join {{ ref('nuts_versions') }} as nuts_versions on regions.nuts_version = nuts_versions.nuts_version
left join cohesion_categories
    on regions.region_id = cohesion_categories.region_id
left join innovator_groups
    on regions.region_id = innovator_groups.region_id
left join riv_labels on regions.region_id = riv_labels.region_id
left join latest_statistics
    on regions.nuts_code = latest_statistics.nuts_code

with

regions as (

    select * from {{ ref('int_regions__unioned') }}

),

codes_2021 as (

    select * from {{ ref('int_regions__codes_2021') }}

),

cohesion_categories as (

    select * from {{ ref('stg_regions__cohesion_categories') }}

),

cohesion_levels as (

    select * from {{ ref('cohesion_levels') }}

),

-- A region that several regions of 2021 went into has a category only if they all have the same.
final as (

    select
        regions.region_id,
        min(cohesion_categories.cohesion_category) as cohesion_category,
        bool_and(cohesion_categories.is_outermost) as is_outermost,
        bool_and(codes_2021.nuts_code_2021 != regions.nuts_code) as is_category_from_other_code
    from regions
    inner join cohesion_levels on regions.nuts_level = cohesion_levels.nuts_level
    inner join codes_2021 on regions.region_id = codes_2021.region_id
    left join cohesion_categories
        on
            left(codes_2021.nuts_code_2021, cohesion_levels.category_code_length)
            = cohesion_categories.nuts_code
    group by all
    having
        count(*) = count(cohesion_categories.cohesion_category)
        and count(distinct cohesion_categories.cohesion_category) = 1
        and count(distinct cohesion_categories.is_outermost) <= 1

)

select * from final

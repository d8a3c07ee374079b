-- A region that several regions of 2021 went into has a category only if they all have the same.
select
    regions.region_id,
    min(cohesion_categories.cohesion_category) as cohesion_category,
    bool_and(cohesion_categories.is_outermost) as is_outermost,
    bool_and(codes_2021.nuts_code_2021 != regions.nuts_code) as is_category_from_other_code
from {{ ref('int_regions__unioned') }} as regions
inner join {{ ref('cohesion_levels') }} as cohesion_levels on regions.nuts_level = cohesion_levels.nuts_level
inner join {{ ref('int_regions__codes_2021') }} as codes_2021 on regions.region_id = codes_2021.region_id
left join {{ ref('stg_regions__cohesion_categories') }} as cohesion_categories
    on
        left(codes_2021.nuts_code_2021, cohesion_levels.category_code_length)
        = cohesion_categories.nuts_code
group by all
having
    count(*) = count(cohesion_categories.cohesion_category)
    and count(distinct cohesion_categories.cohesion_category) = 1
    and count(distinct cohesion_categories.is_outermost) <= 1

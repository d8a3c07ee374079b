with regions as (
    select * from {{ ref('int_regions__unioned') }}
),

correspondences as (
    select * from {{ ref('bridge_nuts_correspondence') }}
),

-- Facts about regions (categories, groups, labels) are stated in codes of NUTS 2021; a region of another
-- version is reached through what its code was or became.
linked as (
    select
        regions.region_id,
        correspondences.code_from as nuts_code_2021
    from regions
    inner join correspondences
        on
            regions.nuts_code = correspondences.code_to
            and regions.nuts_version = correspondences.version_to
            and correspondences.version_from = '2021'
            and correspondences.code_from is not null
    union
    select
        regions.region_id,
        correspondences.code_to as nuts_code_2021
    from regions
    inner join correspondences
        on
            regions.nuts_code = correspondences.code_from
            and regions.nuts_version = correspondences.version_from
            and correspondences.version_to = '2021'
            and correspondences.code_to is not null
)

-- As long as no table is loaded, a code of another version is taken for the same one of 2021.
select
    region_id,
    nuts_code_2021
from linked
union
select
    regions.region_id,
    regions.nuts_code as nuts_code_2021
from regions
left join linked on regions.region_id = linked.region_id
where
    regions.nuts_version = '2021'
    or (
        linked.region_id is null
        and regions.nuts_code in (
            select known.nuts_code from regions as known
            where known.nuts_version = '2021'
        )
    )

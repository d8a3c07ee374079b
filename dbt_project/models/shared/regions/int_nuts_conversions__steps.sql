with nuts_versions as (
    select * from {{ ref('nuts_versions') }}
),

-- Where borders of NUTS 3 regions moved by single municipalities, the region goes on under its name.
pairs as (
    select
        correspondences.*,
        correspondences.change_kind = 'boundary_shift'
        and length(correspondences.code_from) = length('AT111') as is_small_shift,
        count(*) over older_code as successor_count,
        count(*) filter (where correspondences.is_same_name) over older_code as same_name_successor_count,
        count(*) over newer_code as predecessor_count,
        count(*) filter (where correspondences.is_same_name) over newer_code as same_name_predecessor_count
    from {{ ref('bridge_nuts_correspondence') }} as correspondences
    inner join nuts_versions as older on correspondences.version_from = older.nuts_version
    inner join nuts_versions as newer on correspondences.version_to = newer.nuts_version
    where correspondences.code_from is not null and correspondences.code_to is not null
    window
        older_code as (
            partition by correspondences.version_from, correspondences.version_to, correspondences.code_from
        ),
        newer_code as (
            partition by correspondences.version_from, correspondences.version_to, correspondences.code_to
        )
),

forward as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        case
            when is_small_shift and same_name_successor_count = 1 then 1
            else coalesce(weight_share, 1 / successor_count)
        end as conversion_share,
        case
            when is_small_shift and same_name_successor_count = 1 then 'same_name'
            when is_weight_official then 'official'
            when weight_share is not null then 'from_parts'
            else 'equal_split'
        end as conversion_basis
    from pairs
    where is_same_name or not is_small_shift or same_name_successor_count != 1
),

-- The other way the share is that of the newer region in the older one: the whole of it where it came from
-- one region alone, as the same region or as a piece of a split one. How a merger was made up is in no table.
backward as (
    select
        version_to as version_from,
        code_to as code_from,
        version_from as version_to,
        code_from as code_to,
        case
            when is_small_shift and same_name_predecessor_count = 1 then 1 else 1 / predecessor_count
        end as conversion_share,
        case
            when is_small_shift and same_name_predecessor_count = 1 then 'same_name'
            when predecessor_count > 1 then 'equal_split'
            when is_weight_official then 'official'
            when change_kind in ('split', 'merged') and basis = 'from_parts' then 'from_parts'
            when change_kind = 'split' then 'official'
            else 'equal_split'
        end as conversion_basis
    from pairs
    where is_same_name or not is_small_shift or same_name_predecessor_count != 1
)

select * from forward
union all
select * from backward

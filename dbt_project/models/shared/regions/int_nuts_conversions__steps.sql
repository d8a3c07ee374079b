with nuts_versions as (
    select * from {{ ref('nuts_versions') }}
),

pairs as (
    select
        correspondences.*,
        count(*) over (
            partition by correspondences.version_from, correspondences.version_to, correspondences.code_from
        ) as successor_count,
        count(*) over (
            partition by correspondences.version_from, correspondences.version_to, correspondences.code_to
        ) as predecessor_count
    from {{ ref('bridge_nuts_correspondence') }} as correspondences
    inner join nuts_versions as older on correspondences.version_from = older.nuts_version
    inner join nuts_versions as newer on correspondences.version_to = newer.nuts_version
    where correspondences.code_from is not null and correspondences.code_to is not null
),

forward as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        coalesce(weight_share, 1 / successor_count) as conversion_share,
        case
            when is_weight_official then 'official'
            when weight_share is not null then 'from_parts'
            else 'equal_split'
        end as conversion_basis
    from pairs
),

-- The other way the share is that of the newer region in the older one: the whole of it where it came from
-- one region alone, as the same region or as a piece of a split one. How a merger was made up is in no table.
backward as (
    select
        version_to as version_from,
        code_to as code_from,
        version_from as version_to,
        code_from as code_to,
        1 / predecessor_count as conversion_share,
        case
            when predecessor_count > 1 then 'equal_split'
            when is_weight_official then 'official'
            when change_kind in ('split', 'merged') and basis = 'from_parts' then 'from_parts'
            when change_kind = 'split' then 'official'
            else 'equal_split'
        end as conversion_basis
    from pairs
)

select * from forward
union all
select * from backward

with correspondences as (
    select * from {{ ref('stg_regions__nuts_correspondences') }}
),

-- A table names its regions as the newer version does, so that version's own table comes first.
named as (
    select
        code_to as nuts_code,
        version_to as nuts_version,
        region_label,
        0 as name_rank
    from correspondences
    where code_to is not null
    union all
    select
        code_from as nuts_code,
        version_from as nuts_version,
        region_label,
        1 as name_rank
    from correspondences
    where code_from is not null
)

select
    nuts_code,
    nuts_version,
    cast(length(nuts_code) - 2 as integer) as nuts_level,
    arg_min(region_label, name_rank) as region_label,
    regexp_full_match(nuts_code, '[A-Z]{2}Z{1,3}') as is_extra_regio
from named
group by all

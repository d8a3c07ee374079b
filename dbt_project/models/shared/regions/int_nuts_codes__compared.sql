with correspondences as (
    select * from {{ ref('stg_regions__nuts_correspondences') }}
),

sides as (
    select
        version_from,
        version_to,
        code_from as nuts_code,
        region_label,
        change_text,
        true as is_older_side
    from correspondences
    where code_from is not null
    union all
    select
        version_from,
        version_to,
        code_to as nuts_code,
        region_label,
        change_text,
        false as is_older_side
    from correspondences
    where code_to is not null
)

select
    version_from,
    version_to,
    nuts_code,
    min(region_label) as region_label,
    min(change_text) as change_text,
    not bool_or(not is_older_side) as is_ended,
    not bool_or(is_older_side) as is_begun
from sides
group by all

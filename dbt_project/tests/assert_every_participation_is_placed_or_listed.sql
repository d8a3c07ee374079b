with participations as (
    select
        count(*) as row_count,
        count(*) filter (where placement = 'region') as placed_count,
        count(*) filter (where placement = 'region' and region_id is null) as contradicted_count
    from {{ ref('fct_participation') }}
),

listed as (
    select coalesce(sum(participation_count), 0) as row_count
    from {{ ref('fct_unplaced_code') }}
)

select
    participations.row_count,
    participations.placed_count,
    listed.row_count as listed_count
from participations
cross join listed
where
    participations.row_count != participations.placed_count + listed.row_count
    or participations.contradicted_count > 0

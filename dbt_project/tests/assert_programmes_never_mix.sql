-- A participation belongs to Horizon 2020 if and only if it came from that programme's archive.
select
    participation_id,
    source_file,
    programme_id
from {{ ref('fct_participation') }}
where {{ is_horizon_2020_file('source_file') }} != coalesce(programme_id = 'horizon_2020', false)

select
    partnership_id,
    count(distinct source_file) as file_count
from {{ ref('dim_niche') }}
group by partnership_id
having count(distinct source_file) > 1

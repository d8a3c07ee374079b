-- A record without a link would lose its participations, a second link would double them.
with records as (
    select record_id from {{ ref('int_organisations__records') }}
),

links as (
    select
        record_id,
        count(*) as link_count
    from {{ ref('bridge_org_link') }}
    group by all
)

select
    coalesce(records.record_id, links.record_id) as record_id,
    links.link_count
from records
full outer join links on records.record_id = links.record_id
where records.record_id is null or links.link_count is distinct from 1

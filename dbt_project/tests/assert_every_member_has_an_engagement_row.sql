with counted as (
    select
        partnership_id,
        count(*) as member_count
    from {{ ref('fct_region_engagement') }}
    group by all
)

select
    partnerships.partnership_id,
    partnerships.member_count,
    counted.member_count as engagement_rows
from {{ ref('fct_partnership_engagement') }} as partnerships
left join counted on partnerships.partnership_id = counted.partnership_id
where partnerships.member_count != coalesce(counted.member_count, 0)

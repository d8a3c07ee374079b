-- And the withheld are counted: the table per country covers them all.
with counted as (
    select coalesce(sum(organisation_count), 0) as organisation_count
    from {{ ref('fct_withheld_person') }}
),

withheld as (
    select
        count(*) as organisation_count,
        count(*) filter (where coalesce(organisation_name, short_name, website_url) is not null)
            as named_count
    from {{ ref('dim_organisation') }}
    where is_name_withheld
)

select
    withheld.organisation_count,
    withheld.named_count,
    counted.organisation_count as counted
from withheld
cross join counted
where withheld.named_count > 0 or withheld.organisation_count != counted.organisation_count

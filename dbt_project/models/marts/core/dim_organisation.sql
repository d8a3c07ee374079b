select
    organisation_id,
    pic,
    organisation_name,
    short_name,
    activity_type_code,
    helix,
    country_code,
    nuts_code,
    city,
    website_url,
    record_count,
    pic_count,
    sources,
    is_name_withheld,
    is_demo
from {{ ref('int_organisations__resolved') }}

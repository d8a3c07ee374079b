{{ config(materialized='view') }}
with
-- Demonstration rows exist only where CORDIS was never loaded, so no edition holds both.
unioned as (
    select
        *,
        false as is_demo
    from {{ ref('stg_cordis__organizations') }}
    union all
    select
        *,
        true as is_demo
    from {{ ref('stg_demo__organizations') }}
)

select
    concat_ws('|', project_id, pic, role, participation_order) as participation_id,
    'pic:' || pic as organisation_id,
    project_id,
    pic,
    role,
    participation_order,
    project_acronym,
    organisation_name,
    short_name,
    vat_number,
    activity_type_code,
    street,
    post_code,
    city,
    country_code,
    nuts_code,
    website_url,
    ec_contribution_eur,
    net_ec_contribution_eur,
    total_cost_eur,
    is_sme,
    is_ended,
    content_updated_date,
    source_file,
    source_row_number,
    source_row_hash,
    retrieved_at,
    is_demo
from unioned

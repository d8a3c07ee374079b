-- An amount that is there but cannot be read would vanish from every sum. A few are doubts that are listed, many a
-- format change.
{{ config(severity='error', warn_if='>0', error_if='>20') }}
with cordis_organizations as (
    select * from {{ source('cordis', 'organization') }}
),

cordis_projects as (
    select * from {{ source('cordis', 'project') }}
),

amounts as (
    select
        'ec_contribution' as column_name,
        ec_contribution as published
    from cordis_organizations
    union all
    select
        'net_ec_contribution' as column_name,
        net_ec_contribution as published
    from cordis_organizations
    union all
    select
        'total_cost' as column_name,
        total_cost as published
    from cordis_organizations
    union all
    select
        'ec_max_contribution' as column_name,
        ec_max_contribution as published
    from cordis_projects
    union all
    select
        'project_total_cost' as column_name,
        total_cost as published
    from cordis_projects
)

select
    column_name,
    published
from amounts
where nullif(trim(published), '') is not null and {{ euro_amount('published') }} is null

-- An amount that is there but cannot be read would vanish from every sum.
with

cordis_organizations as (

    select * from {{ source('cordis', 'organization') }}

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

)

select
    column_name,
    published
from amounts
where nullif(trim(published), '') is not null and {{ euro_amount('published') }} is null

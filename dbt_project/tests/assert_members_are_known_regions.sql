-- A member code in no NUTS version is kept, but somebody should look at the registry.
{{ config(severity='warn') }}

select
    memberships.partnership_id,
    memberships.nuts_code
from {{ ref('fct_membership') }} as memberships
anti join {{ ref('dim_region') }} as regions on memberships.nuts_code = regions.nuts_code
where memberships.nuts_code is not null

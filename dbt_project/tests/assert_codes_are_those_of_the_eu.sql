-- EL and UK: one ISO code left in would split a country in two.
with codes as (
    select country_code as code from {{ ref('dim_region') }}
    union all
    select country_code as code from {{ ref('dim_organisation') }}
    union all
    select country_code as code from {{ ref('fct_participation') }}
    union all
    select left(nuts_code, 2) as code from {{ ref('fct_participation') }}
    union all
    select country_code as code from {{ ref('fct_membership') }}
    union all
    select left(nuts_code, 2) as code from {{ ref('fct_membership') }}
)

select code
from codes
where code in ('GR', 'GB')

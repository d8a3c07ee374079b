-- A partnership without data is present and not assessed: it never drops out.
with expectations as (
    select
        'indicators' as table_name,
        count(*) as row_count
    from {{ ref('dim_indicator') }}
    union all
    select
        'pillars' as table_name,
        2 * count(*) as row_count
    from {{ ref('dim_pillar') }}
    union all
    select
        'rules' as table_name,
        count(*) as row_count
    from {{ ref('service_rules') }}
    union all
    select
        'scores' as table_name,
        1 as row_count
    union all
    select
        'stages' as table_name,
        1 as row_count
),

expected as (
    select
        partnerships.partnership_id,
        expectations.table_name,
        expectations.row_count
    from {{ ref('dim_partnership') }} as partnerships
    cross join expectations
),

found as (
    select
        partnership_id,
        'indicators' as table_name
    from {{ ref('fct_indicator_value') }}
    union all
    select
        partnership_id,
        'pillars' as table_name
    from {{ ref('fct_pillar_score') }}
    union all
    select
        partnership_id,
        'rules' as table_name
    from {{ ref('fct_service_recommendation') }}
    union all
    select
        partnership_id,
        'scores' as table_name
    from {{ ref('fct_maturity_score') }}
    union all
    select
        partnership_id,
        'stages' as table_name
    from {{ ref('fct_stage') }}
)

select
    expected.partnership_id,
    expected.table_name,
    any_value(expected.row_count) as expected_count,
    count(found.partnership_id) as found_count
from expected
left join found
    on expected.partnership_id = found.partnership_id and expected.table_name = found.table_name
group by expected.partnership_id, expected.table_name
having count(found.partnership_id) != any_value(expected.row_count)

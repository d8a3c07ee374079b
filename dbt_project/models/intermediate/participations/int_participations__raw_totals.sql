with

cordis_organizations as (

    select * from {{ ref('stg_cordis__organizations') }}

),

demo_organizations as (

    select * from {{ ref('stg_demo__organizations') }}

),

raw_rows as (

    select
        project_id,
        pic,
        role,
        ec_contribution_eur,
        net_ec_contribution_eur
    from cordis_organizations
    union all
    select
        project_id,
        pic,
        role,
        ec_contribution_eur,
        net_ec_contribution_eur
    from demo_organizations

),

overall as (

    select
        'participation_rows' as check_id,
        cast(count(*) as decimal(38, 2)) as raw_value
    from raw_rows
    union all
    select
        'participation_organisations' as check_id,
        cast(count(distinct pic) as decimal(38, 2)) as raw_value
    from raw_rows
    union all
    select
        'participation_projects' as check_id,
        cast(count(distinct project_id) as decimal(38, 2)) as raw_value
    from raw_rows
    union all
    select
        'ec_contribution_eur' as check_id,
        cast(coalesce(sum(ec_contribution_eur), 0) as decimal(38, 2)) as raw_value
    from raw_rows
    union all
    select
        'net_ec_contribution_eur' as check_id,
        cast(coalesce(sum(net_ec_contribution_eur), 0) as decimal(38, 2)) as raw_value
    from raw_rows

),

per_role as (

    select
        'participation_rows_' || role as check_id,
        cast(count(*) as decimal(38, 2)) as raw_value
    from raw_rows
    group by all

),

net_per_role as (

    select
        'net_ec_contribution_eur_' || role as check_id,
        coalesce(sum(net_ec_contribution_eur), 0) as raw_value
    from raw_rows
    group by all

),

final as (

    select
        check_id,
        raw_value
    from overall
    union all
    select
        check_id,
        raw_value
    from per_role
    union all
    select
        check_id,
        raw_value
    from net_per_role

)

select * from final

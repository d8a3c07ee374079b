with raw_rows as (
    select
        project_id,
        pic,
        role,
        ec_contribution_eur,
        net_ec_contribution_eur,
        source_file
    from {{ ref('stg_cordis__organizations') }}
    union all
    select
        project_id,
        pic,
        role,
        ec_contribution_eur,
        net_ec_contribution_eur,
        source_file
    from {{ ref('stg_demo__organizations') }}
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

-- Identified by the archive here and by the project's programme in the mart: programmes must not mix.
per_programme as (
    select
        case
            when {{ is_horizon_2020_file('source_file') }} then 'horizon_2020'
            else 'other_programmes'
        end as programme,
        cast(count(*) as decimal(38, 2)) as row_count,
        coalesce(sum(net_ec_contribution_eur), 0) as net_eur
    from raw_rows
    group by all
)

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
union all
select
    'participation_rows_of_' || programme as check_id,
    row_count as raw_value
from per_programme
union all
select
    'net_ec_contribution_eur_of_' || programme as check_id,
    net_eur as raw_value
from per_programme

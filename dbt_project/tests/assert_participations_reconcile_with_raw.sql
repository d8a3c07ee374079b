-- Counted over the raw rows here, not over staging: rows, money to the cent and distinct keys, per
-- role and in all.
with raw_rows as (
    select
        project_id,
        organisation_id,
        role,
        net_ec_contribution,
        ec_contribution
    from {{ source('cordis', 'organization') }}
    union all
    select
        project_id,
        organisation_id,
        role,
        net_ec_contribution,
        ec_contribution
    from {{ source('demo', 'organization') }}
),

raw_totals as (
    select
        coalesce(role, 'all roles') as counted_role,
        count(*) as row_count,
        count(distinct organisation_id) as organisation_count,
        count(distinct project_id) as project_count,
        coalesce(sum(cast(replace(net_ec_contribution, ',', '.') as decimal(18, 2))), 0) as net_eur,
        coalesce(sum(cast(replace(ec_contribution, ',', '.') as decimal(18, 2))), 0) as gross_eur
    from raw_rows
    group by rollup (role)
),

mart_totals as (
    select
        coalesce(role, 'all roles') as counted_role,
        count(*) as row_count,
        count(distinct pic) as organisation_count,
        count(distinct project_id) as project_count,
        coalesce(sum(net_ec_contribution_eur), 0) as net_eur,
        coalesce(sum(ec_contribution_eur), 0) as gross_eur
    from {{ ref('fct_participation') }}
    group by rollup (role)
)

(
    select * from raw_totals
    except
    select * from mart_totals
)
union all
(
    select * from mart_totals
    except
    select * from raw_totals
)

-- The promised checks must be there as well: an empty reconciliation would agree with everything.
with checks as (
    select * from {{ ref('fct_reconciliation') }}
),

promised as (
    select unnest([
        'participation_rows', 'participation_organisations', 'participation_projects',
        'net_ec_contribution_eur', 'participation_rows_loaded', 'project_ids', 'organisations',
        'portal_topics', 'shipped_calls'
    ]) as check_id
)

select
    promised.check_id,
    checks.difference
from promised
left join checks on promised.check_id = checks.check_id
where checks.check_id is null
union all
select
    check_id,
    difference
from checks
where difference != 0 and explanation is null

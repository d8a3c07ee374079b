with participation_totals as (
    select * from {{ ref('int_participations__raw_totals') }}
),

participations as (
    select * from {{ ref('fct_participation') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

topics as (
    select * from {{ ref('dim_topic') }}
),

portal_records as (
    select * from {{ ref('int_topics__portal_records') }}
),

i3_rows as (
    select record_reference as i3_row from {{ ref('stg_i3__projects') }}
    union all
    select acronym as i3_row from {{ ref('stg_i3__shipped_projects') }}
),

mart_totals as (
    select
        'participation_rows' as check_id,
        cast(count(*) as decimal(38, 2)) as mart_value
    from participations
    union all
    select
        'participation_organisations' as check_id,
        cast(count(distinct pic) as decimal(38, 2)) as mart_value
    from participations
    union all
    select
        'participation_projects' as check_id,
        cast(count(distinct project_id) as decimal(38, 2)) as mart_value
    from participations
    union all
    select
        'ec_contribution_eur' as check_id,
        cast(coalesce(sum(ec_contribution_eur), 0) as decimal(38, 2)) as mart_value
    from participations
    union all
    select
        'net_ec_contribution_eur' as check_id,
        cast(coalesce(sum(net_ec_contribution_eur), 0) as decimal(38, 2)) as mart_value
    from participations
),

mart_per_programme as (
    select
        case when programme_id = 'horizon_2020' then 'horizon_2020' else 'other_programmes' end as programme,
        count(*) as row_count,
        coalesce(sum(net_ec_contribution_eur), 0) as net_eur
    from participations
    group by all
),

mart_per_role as (
    select
        check_id,
        mart_value
    from mart_totals
    union all
    select
        'participation_rows_' || role as check_id,
        count(*) as mart_value
    from participations
    group by all
    union all
    select
        'net_ec_contribution_eur_' || role as check_id,
        coalesce(sum(net_ec_contribution_eur), 0) as mart_value
    from participations
    group by all
    union all
    select
        'participation_rows_of_' || programme as check_id,
        row_count as mart_value
    from mart_per_programme
    union all
    select
        'net_ec_contribution_eur_of_' || programme as check_id,
        net_eur as mart_value
    from mart_per_programme
),

participation_checks as (
    select
        coalesce(participation_totals.check_id, mart_per_role.check_id) as check_id,
        'Participations: raw rows against fct_participation' as description,
        coalesce(participation_totals.raw_value, 0) as raw_value,
        coalesce(mart_per_role.mart_value, 0) as mart_value,
        cast(null as bigint) as known_difference,
        cast(null as varchar) as known_reason
    from participation_totals
    full outer join mart_per_role on participation_totals.check_id = mart_per_role.check_id
),

loaded_rows as (
    select
        'participation_rows_loaded' as check_id,
        'Participations: rows the loader counted against fct_participation' as description,
        coalesce(sum(table_loads.rows_loaded), 0) as raw_value,
        (select count(*) from participations) as mart_value,
        cast(null as bigint) as known_difference,
        cast(null as varchar) as known_reason
    from {{ ref('stg_night__table_loads') }} as table_loads
    where table_loads.source in ('cordis', 'demo') and table_loads.table_name = 'organization'
),

project_check as (
    select
        'project_ids' as check_id,
        'Projects: ids seen in any member of the archive against dim_project' as description,
        count(*) as raw_value,
        (
            select count(*) from projects
            where projects.source in ('cordis', 'demo')
        ) as mart_value,
        cast(null as bigint) as known_difference,
        cast(null as varchar) as known_reason
    from {{ ref('int_projects__raw_ids') }}
),

i3_check as (
    select
        'i3_projects' as check_id,
        'I3 projects: records of the projects index and shipped facts against dim_project' as description,
        count(*) as raw_value,
        (
            select count(*) from projects
            where projects.source in ('portal_projects', 'shipped_i3_projects')
        ) as mart_value,
        cast(null as bigint) as known_difference,
        'A project that is listed and shipped, or listed in several languages, is one; one of another '
        || 'programme is left to that programme' as known_reason
    from i3_rows
),

link_totals as (
    select
        count(*) as record_count,
        count(*) filter (where source in ('cordis', 'demo')) as pic_record_count,
        count(distinct organisation_id) filter (where source in ('cordis', 'demo')) as pic_organisation_count,
        count(distinct organisation_id) as organisation_count
    from {{ ref('bridge_org_link') }}
),

-- What linking takes away is counted row by row: a code less is a row of bridge_org_link that shares its
-- organisation.
organisation_check as (
    select
        'organisations' as check_id,
        'Organisations: distinct PICs in the raw rows against organisations that take part and PICs '
        || 'linked to them' as description,
        max(raw_value) as raw_value,
        (
            select
                count(distinct participations.organisation_id)
                + max(link_totals.pic_record_count - link_totals.pic_organisation_count)
            from participations
            cross join link_totals
        ) as mart_value,
        cast(null as bigint) as known_difference,
        cast(null as varchar) as known_reason
    from participation_totals
    where check_id = 'participation_organisations'
),

linked_organisation_check as (
    select
        'organisations_linked' as check_id,
        'Organisations: records that sources name against dim_organisation' as description,
        record_count as raw_value,
        (select count(*) from {{ ref('dim_organisation') }}) as mart_value,
        record_count - organisation_count as known_difference,
        (record_count - organisation_count)
        || ' records are linked to another record of the same organisation; each has its rule and evidence '
        || 'in bridge_org_link' as known_reason
    from link_totals
),

topic_check as (
    select
        'portal_topics' as check_id,
        'Topics: records of grant topics listed by the portal against topics in dim_topic' as description,
        count(*) as raw_value,
        (
            select count(*) from topics
            where topics.source = 'funding_tenders'
        ) as mart_value,
        count(*) - count(distinct topic_key) as known_difference,
        'A topic may have several records (translations, copies, repeats, earlier nights); one is chosen'
            as known_reason
    from portal_records
    where record_kind = 'topic'
),

cascade_check as (
    select
        'cascade_calls' as check_id,
        'Cascade calls: records listed by the portal against dim_cascade_call' as description,
        count(*) as raw_value,
        (select count(*) from {{ ref('dim_cascade_call') }}) as mart_value,
        count(*) - count(distinct coalesce(ccm2_id, record_reference)) as known_difference,
        'The portal lists some cascade calls twice, and on several nights' as known_reason
    from portal_records
    where record_kind = 'cascade_call'
),

other_record_check as (
    select
        'other_portal_records' as check_id,
        'Portal records that are neither grant topics nor cascade calls' as description,
        count(*) as raw_value,
        0 as mart_value,
        cast(null as bigint) as known_difference,
        'Tenders and records of an unknown type are nothing a partnership applies to' as known_reason
    from portal_records
    where record_kind is null or record_kind not in ('topic', 'cascade_call')
),

applicable_check as (
    select
        'matched_topics' as check_id,
        'Open and forthcoming topics against those that are matched with partnerships' as description,
        count(*) as raw_value,
        count(*) filter (where is_programme_selected) as mart_value,
        cast(null as bigint) as known_difference,
        'Calls of programmes that are not selected are listed but not matched: see fct_programme_selection'
            as known_reason
    from topics
    where topic_status in ('open', 'forthcoming')
),

shipped_check as (
    select
        'shipped_calls' as check_id,
        'Shipped calls: rows shipped against rows known on the as-of date' as description,
        count(*) as raw_value,
        (select count(*) from {{ ref('int_topics__known_shipped_calls') }}) as mart_value,
        cast(null as bigint) as known_difference,
        'A shipped call whose snapshot is later than the as-of date was not known then and is left out'
            as known_reason
    from {{ ref('stg_funding_tenders__shipped_calls') }}
),

checks as (
    select * from participation_checks
    union all
    select * from loaded_rows
    union all
    select * from project_check
    union all
    select * from i3_check
    union all
    select * from organisation_check
    union all
    select * from linked_organisation_check
    union all
    select * from topic_check
    union all
    select * from cascade_check
    union all
    select * from other_record_check
    union all
    select * from applicable_check
    union all
    select * from shipped_check
)

-- A reason explains the number that it accounts for and no other: what was lost beside it stays unexplained.
select
    check_id,
    description,
    cast(raw_value as decimal(38, 2)) as raw_value,
    cast(mart_value as decimal(38, 2)) as mart_value,
    cast(raw_value - mart_value as decimal(38, 2)) as difference,
    case
        when raw_value != mart_value and coalesce(raw_value - mart_value = known_difference, true)
            then known_reason
    end as explanation
from checks

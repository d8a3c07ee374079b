with participations as (
    select
        *,
        case when programme_id = 'horizon_2020' then 'of_horizon_2020' else 'of_other_programmes' end
            as programme
    from {{ ref('fct_participation') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

portal_records as (
    select * from {{ ref('int_topics__portal_records') }}
),

participation_totals as (
    select
        count(*) as row_count,
        count(distinct pic) as pic_count,
        count(distinct project_id) as project_count,
        coalesce(sum(ec_contribution_eur), 0) as ec_eur,
        coalesce(sum(net_ec_contribution_eur), 0) as net_eur
    from participations
),

participation_parts as (
    select
        parts.part,
        count(*) as row_count,
        coalesce(sum(participations.net_ec_contribution_eur), 0) as net_eur
    from participations
    cross join lateral (values (participations.role), (participations.programme)) as parts (part)
    group by parts.part
),

mart_values as (
    select
        checks.check_id,
        checks.mart_value
    from participation_totals as totals
    cross join
        lateral (
            values
            ('participation_rows', cast(totals.row_count as decimal(38, 2))),
            ('participation_organisations', totals.pic_count),
            ('participation_projects', totals.project_count),
            ('ec_contribution_eur', totals.ec_eur),
            ('net_ec_contribution_eur', totals.net_eur)
        ) as checks (check_id, mart_value)
    union all
    select
        'participation_rows_' || part as check_id,
        row_count as mart_value
    from participation_parts
    union all
    select
        'net_ec_contribution_eur_' || part as check_id,
        net_eur as mart_value
    from participation_parts
),

i3_rows as (
    select record_reference as i3_row from {{ ref('stg_i3__projects') }}
    union all
    select acronym as i3_row from {{ ref('stg_i3__shipped_projects') }}
),

-- What linking takes away is counted row by row: a code less is a row of bridge_org_link that shares its
-- organisation.
links as (
    select
        count(*) as record_count,
        count(distinct organisation_id) as organisation_count,
        count(*) filter (where source in ('cordis', 'demo'))
        - count(distinct organisation_id) filter (where source in ('cordis', 'demo')) as linked_pic_count
    from {{ ref('bridge_org_link') }}
),

{#- Check, rows that are counted, the two values, the known difference where the night's own rows give it, and
    the numbers of its reason, none where there is none. -#}
{%- set checks = [
    ('participation_rows_loaded',
     ref('stg_night__table_loads') ~ " where source in ('cordis', 'demo') and table_name = 'organization'",
     'coalesce(sum(rows_loaded), 0)', '(select row_count from participation_totals)', 'null', none),
    ('project_ids', ref('int_projects__raw_ids'),
     'count(*)', "(select count(*) from projects where source in ('cordis', 'demo'))", 'null', none),
    ('i3_projects', 'i3_rows',
     'count(*)', "(select count(*) from projects where source in ('portal_projects', 'shipped_i3_projects'))", 'null', []),
    ('organisations', ref('int_participations__raw_totals') ~ " where check_id = 'participation_organisations'",
     'max(raw_value)',
     '(select count(distinct organisation_id) from participations) + (select linked_pic_count from links)', 'null', none),
    ('organisations_linked', 'links',
     'max(record_count)', '(select count(*) from ' ~ ref('dim_organisation') ~ ')', 
     'max(record_count - organisation_count)', ['max(record_count - organisation_count)']),
    ('portal_topics', "portal_records where record_kind = 'topic'",
     'count(*)', '(select count(*) from ' ~ ref('dim_topic') ~ " where source = 'funding_tenders')",
     'count(*) - count(distinct topic_key)', []),
    ('cascade_calls', "portal_records where record_kind = 'cascade_call'",
     'count(*)', '(select count(*) from ' ~ ref('dim_cascade_call') ~ ')',
     'count(*) - count(distinct coalesce(ccm2_id, record_reference))', []),
    ('other_portal_records', "portal_records where record_kind is null or record_kind not in ('topic', 'cascade_call')",
     'count(*)', '0', 'null', []),
    ('shipped_calls', '(select topic_id from ' ~ ref('stg_funding_tenders__shipped_calls') ~ ' union all select topic_id from '
     ~ ref('stg_calls__calls') ~ ')',
     'count(*)', '(select count(*) from ' ~ ref('int_topics__known_shipped_calls') ~ ')', 'null', []),
] %}

counted as (
    select
        coalesce(raw_totals.check_id, mart_values.check_id) as check_id,
        {{ sentence('counted_participations') }} as description,
        coalesce(raw_totals.raw_value, 0) as raw_value,
        coalesce(mart_values.mart_value, 0) as mart_value,
        cast(null as bigint) as known_difference,
        cast(null as varchar) as known_reason
    from {{ ref('int_participations__raw_totals') }} as raw_totals
    full outer join mart_values on raw_totals.check_id = mart_values.check_id
    {% for check, counted_rows, raw_value, mart_value, known_difference, reason_values in checks %}
        union all
        select
            '{{ check }}' as check_id,
            {{ sentence('counted_' ~ check) }} as description,
            {{ raw_value }} as raw_value,
            {{ mart_value }} as mart_value,
            {{ known_difference }} as known_difference,
            {{ 'null' if reason_values is none else sentence('known_' ~ check, reason_values) }}
                as known_reason
        from {{ counted_rows }}
    {% endfor %}
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
from counted

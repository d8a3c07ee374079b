with unioned as (
    select
        partnership_id,
        region,
        act_kind,
        evidence,
        evidence_url,
        act_date,
        source_file,
        source_sheet,
        source_row_number
    from {{ ref('stg_registry__workbook_acts') }}
    union all
    select
        attendances.partnership_id,
        attendances.region,
        'meeting attendance' as act_kind,
        coalesce(events.event_title, events.event_id) as evidence,
        events.evidence_url,
        events.event_date as act_date,
        attendances.source_file,
        attendances.source_sheet,
        attendances.source_row_number
    from {{ ref('stg_registry__workbook_attendances') }} as attendances
    inner join {{ ref('stg_registry__workbook_events') }} as events
        on
            attendances.partnership_id = events.partnership_id
            and attendances.event_id = events.event_id
    union all
    select
        partnership_id,
        region,
        'report delivered' as act_kind,
        half_year as evidence,
        evidence_url,
        delivered_on as act_date,
        source_file,
        source_sheet,
        source_row_number
    from {{ ref('stg_registry__workbook_reports') }}
    where region is not null and delivered_on is not null
),

-- A region is named by its code or by its name; a code comes first, should a name be another's code.
named as (
    select
        unioned.*,
        memberships.member_id,
        memberships.nuts_code,
        memberships.region_name
    from unioned
    inner join {{ ref('int_memberships__keyed') }} as memberships
        on
            unioned.partnership_id = memberships.partnership_id
            and (
                {{ eu_nuts_code('unioned.region') }} = memberships.nuts_code
                or unioned.region = memberships.region_name
            )
    qualify row_number() over (
        partition by unioned.source_file, unioned.source_sheet, unioned.source_row_number
        order by
            coalesce({{ eu_nuts_code('unioned.region') }} = memberships.nuts_code, false) desc,
            memberships.membership_id
    ) = 1
)

-- What stands in two sheets is one act.
select
    concat_ws('|', partnership_id, member_id, act_kind, act_date) as act_id,
    partnership_id,
    member_id,
    nuts_code,
    region_name,
    act_kind,
    act_date,
    evidence,
    evidence_url,
    source_file,
    source_sheet,
    source_row_number
from named
qualify row_number() over (
    partition by partnership_id, member_id, act_kind, act_date
    order by source_sheet, source_row_number
) = 1

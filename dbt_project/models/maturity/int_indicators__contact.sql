with meetings as (
    select
        events.partnership_id,
        events.event_id,
        events.event_date,
        events.working_group,
        coalesce(event_kinds.is_plenary, false) as is_plenary,
        coalesce(event_kinds.is_meeting, false) as is_meeting,
        event_formats.is_face_to_face
    from {{ ref('stg_registry__workbook_events') }} as events
    left join {{ ref('maturity_event_kinds') }} as event_kinds on events.event_kind = event_kinds.event_kind
    left join {{ ref('maturity_event_formats') }} as event_formats
        on events.event_format = event_formats.event_format
    where events.event_date <= {{ as_of() }}
),

member_counts as (
    select
        partnership_id,
        count(*) as member_count
    from {{ ref('int_memberships__current') }}
    group by all
),

attended as (
    select
        meetings.partnership_id,
        meetings.event_id,
        any_value(meetings.event_date) as event_date,
        count(distinct memberships.member_id) as attending_count
    from meetings
    inner join {{ ref('stg_registry__workbook_attendances') }} as attendances
        on meetings.partnership_id = attendances.partnership_id and meetings.event_id = attendances.event_id
    left join {{ ref('int_memberships__current') }} as memberships
        on
            attendances.partnership_id = memberships.partnership_id
            and {{ is_named('attendances.region', 'memberships') }}
    where
        meetings.is_plenary
        and meetings.event_date >= {{ indicator_window_start('P3') }}
    group by meetings.partnership_id, meetings.event_id
),

group_meetings as (
    select
        partnership_id,
        working_group,
        max(event_date) as event_date
    from meetings
    where is_meeting and event_date >= {{ indicator_window_start('P5') }}
    group by all
)

-- Who records events and none that is a plenary had none; who records no event says nothing.
select
    partnership_id,
    'P1' as indicator_id,
    cast(count(*) filter (
        where is_plenary and event_date >= {{ indicator_window_start('P1') }}
    ) as double) as value,
    count(*) as input_count,
    max(event_date) as newest_date,
    {{ sentence('P1', [
        'count(*) filter (where is_plenary and event_date >= ' ~ indicator_window_start('P1') ~ ')', 'count(*)'
    ]) }} as basis
from meetings
group by partnership_id
union all
select
    partnership_id,
    'P2' as indicator_id,
    cast(datediff('day', max(event_date), {{ as_of() }}) as double) as value,
    count(*) as input_count,
    max(event_date) as newest_date,
    {{ sentence('P2', [day_in_words('max(event_date)')]) }} as basis
from meetings
where is_meeting
group by partnership_id
union all
select
    attended.partnership_id,
    'P3' as indicator_id,
    sum(attended.attending_count) / any_value(member_counts.member_count) / count(*) as value,
    count(*) as input_count,
    max(attended.event_date) as newest_date,
    {{ sentence('P3', ['count(*)', 'any_value(member_counts.member_count)']) }} as basis
from attended
inner join member_counts on attended.partnership_id = member_counts.partnership_id
group by attended.partnership_id
union all
select
    partnership_id,
    'P4' as indicator_id,
    count(*) filter (where is_face_to_face) / count(*) as value,
    count(*) as input_count,
    max(event_date) as newest_date,
    {{ sentence('P4', ['count(*) filter (where is_face_to_face)', 'count(*)']) }} as basis
from meetings
where
    is_meeting
    and is_face_to_face is not null
    and event_date >= {{ indicator_window_start('P4') }}
group by partnership_id
union all
select
    standing.partnership_id,
    'P5' as indicator_id,
    count(group_meetings.event_date) / count(*) as value,
    count(*) as input_count,
    max(group_meetings.event_date) as newest_date,
    {{ sentence('P5', ['count(group_meetings.event_date)', 'count(*)']) }} as basis
from {{ ref('stg_registry__workbook_working_groups') }} as standing
left join group_meetings
    on
        standing.partnership_id = group_meetings.partnership_id
        and standing.working_group = group_meetings.working_group
where
    coalesce(standing.started_on <= {{ as_of() }}, true)
    and coalesce(standing.ended_on >= {{ as_of() }}, true)
group by standing.partnership_id

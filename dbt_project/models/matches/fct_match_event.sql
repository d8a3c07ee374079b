with topic_spells as (
    select * from {{ ref('hist_topic') }}
),

-- On the first edition every match is new, so that none of them is an event.
first_edition as (
    select min(known_from) as known_from
    from topic_spells
),

current_matches as (
    select
        matches.*,
        match_spells.known_from
    from {{ ref('int_matches__alertable') }} as matches
    inner join {{ ref('hist_match') }} as match_spells
        on
            matches.match_id = match_spells.match_id
            and match_spells.known_to is null
),

new_matches as (
    select
        current_matches.match_id,
        'new_match' as event_kind,
        current_matches.known_from as event_date,
        cast(null as integer) as alert_days,
        cast(null as varchar) as value_before,
        cast(null as varchar) as value_after
    from current_matches
    cross join first_edition
    where current_matches.known_from > first_edition.known_from
),

-- All deadlines to come are compared, not the next one: that one moves by itself when a cut-off passes. Those
-- that had passed are left out: the portal drops them from its list, and nothing moved.
followed_topics as (
    select
        topic_id,
        known_from,
        deadline_dates,
        cast(budget_eur as varchar) as budget,
        lag(deadline_dates) over topic_history as deadline_dates_before,
        lag(cast(budget_eur as varchar)) over topic_history as budget_before,
        row_number() over topic_history as spell_number
    from topic_spells
    window topic_history as (
        partition by topic_id
        order by known_from
    )
),

topic_changes as (
    select
        topic_id,
        known_from,
        'deadline_changed' as event_kind,
        array_to_string(deadline_dates_before, '; ') as value_before,
        array_to_string(deadline_dates, '; ') as value_after
    from followed_topics
    where
        spell_number > 1
        and list_filter(deadline_dates, lambda x: x >= known_from)
        is distinct from list_filter(deadline_dates_before, lambda x: x >= known_from)
    union all
    select
        topic_id,
        known_from,
        'budget_changed' as event_kind,
        budget_before as value_before,
        budget as value_after
    from followed_topics
    where spell_number > 1 and budget is distinct from budget_before
),

changed_matches as (
    select
        current_matches.match_id,
        topic_changes.event_kind,
        topic_changes.known_from as event_date,
        cast(null as integer) as alert_days,
        nullif(topic_changes.value_before, '') as value_before,
        nullif(topic_changes.value_after, '') as value_after
    from current_matches
    inner join topic_changes on current_matches.topic_id = topic_changes.topic_id
    where topic_changes.known_from >= current_matches.known_from
),

reached_days as (
    select
        current_matches.match_id,
        current_matches.known_from,
        current_matches.deadline_date,
        alert_days.alert_days,
        current_matches.deadline_date - alert_days.alert_days as event_date,
        row_number() over (
            partition by current_matches.match_id
            order by alert_days.alert_days
        ) as nearness
    from current_matches
    inner join {{ ref('alert_days') }} as alert_days on current_matches.days_left <= alert_days.alert_days
    where current_matches.days_left >= 0
),

-- A match that is found late gives an event for the nearest mark only: the others had passed before it was found.
near_deadlines as (
    select
        match_id,
        'deadline_near' as event_kind,
        greatest(event_date, known_from) as event_date,
        alert_days,
        cast(null as varchar) as value_before,
        cast(deadline_date as varchar) as value_after
    from reached_days
    where nearness = 1 or event_date >= known_from
),

events as (
    select * from new_matches
    union all
    select * from changed_matches
    union all
    select * from near_deadlines
)

select
    concat_ws('|', events.match_id, events.event_kind, events.event_date, events.alert_days) as event_id,
    current_matches.partnership_id,
    current_matches.topic_id,
    events.event_kind,
    events.value_before,
    events.value_after,
    events.alert_days,
    current_matches.score,
    events.event_date
from events
inner join current_matches on events.match_id = current_matches.match_id
where events.event_date > {{ as_of() }} - cast({{ parameter('alert_kept_days') }} as integer)

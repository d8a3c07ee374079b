with stated_partnerships as (
    select * from {{ ref('stg_registry__workbook_partnerships') }}
),

memberships as (
    select * from {{ ref('int_memberships__keyed') }}
),

stated_members as (
    select * from {{ ref('stg_registry__workbook_members') }}
),

stated_dates as (
    select
        partnership_id,
        max(workbook_stated_on) as workbook_stated_on
    from stated_partnerships
    group by all
),

attributes as (
    select
        partnerships.*,
        stated_dates.workbook_stated_on
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    left join stated_dates on partnerships.partnership_id = stated_dates.partnership_id
),

-- One row is one thing that is known, with the date it is of or was stated on.
known as (
    {% for field_id, expression in [
        ('platform', 'platform_id'),
        ('status', 'status'),
        ('launch_year', 'launch_year'),
        ('website', 'website_url'),
        ('scope', 'scope'),
    ] %}
        select
            partnership_id,
            '{{ field_id }}' as field_id,
            try_cast(workbook_stated_on as date) as known_date
        from attributes
        where {{ expression }} is not null
        union all
    {% endfor %}
    select
        partnership_id,
        'theme_terms' as field_id,
        try_cast(workbook_stated_on as date) as known_date
    from attributes
    where len(theme_terms) > 0
    union all
    select
        niches.partnership_id,
        'niches' as field_id,
        try_cast(stated_dates.workbook_stated_on as date) as known_date
    from {{ ref('dim_niche') }} as niches
    left join stated_dates on niches.partnership_id = stated_dates.partnership_id
    union all
    select
        partnership_id,
        'members' as field_id,
        {{ partial_date_start('stated_on') }} as known_date
    from memberships
    union all
    select
        partnership_id,
        'lead_members' as field_id,
        {{ partial_date_start('stated_on') }} as known_date
    from memberships
    where role in ('lead', 'co-lead')
    union all
    select
        partnership_id,
        'membership_dates' as field_id,
        valid_from_date as known_date
    from memberships
    where valid_from_date is not null
    union all
    select
        partnership_id,
        'mandate' as field_id,
        try_cast(workbook_stated_on as date) as known_date
    from stated_members
    where has_mandate is not null
    union all
    select
        partnership_id,
        'signed_mou' as field_id,
        coalesce(mou_signed_on, try_cast(workbook_stated_on as date)) as known_date
    from stated_members
    where has_signed_mou is not null
    union all
    select
        partnership_id,
        'mission' as field_id,
        try_cast(workbook_stated_on as date) as known_date
    from stated_partnerships
    where coalesce(are_aims_understood, are_competences_known, has_missing_connections) is not null
    union all
    select
        partnership_id,
        'stage' as field_id,
        try_cast(workbook_stated_on as date) as known_date
    from stated_partnerships
    where stage is not null
    {% for field_id, sheet, known_date in [
        ('documents', 'documents', 'document_date'),
        ('working_groups', 'working_groups', 'started_on'),
        ('events', 'events', 'event_date'),
        ('acts', 'acts', 'act_date'),
        ('reports', 'reports', 'delivered_on'),
        ('surveys', 'surveys', 'asked_on'),
        ('needs', 'needs', 'try_cast(workbook_stated_on as date)'),
        ('services', 'services', 'delivered_on'),
        ('management_capacity', 'management_capacities', 'try_cast(workbook_stated_on as date)'),
    ] %}
        union all
        select
            partnership_id,
            '{{ field_id }}' as field_id,
            {{ known_date }} as known_date
        from {{ ref('stg_registry__workbook_' ~ sheet) }}
    {% endfor %}
    union all
    select
        attendances.partnership_id,
        'attendances' as field_id,
        events.event_date as known_date
    from {{ ref('stg_registry__workbook_attendances') }} as attendances
    left join {{ ref('stg_registry__workbook_events') }} as events
        on
            attendances.partnership_id = events.partnership_id
            and attendances.event_id = events.event_id
),

known_fields as (
    select
        partnership_id,
        field_id,
        count(*) as known_count,
        max(known_date) as newest_date
    from known
    group by all
)

select
    partnerships.partnership_id || '|' || fields.field_id as partnership_coverage_id,
    partnerships.partnership_id,
    fields.field_id,
    fields.field_name,
    known_fields.known_count is not null as is_known,
    coalesce(known_fields.known_count, 0) as known_count,
    known_fields.newest_date
from {{ ref('dim_partnership') }} as partnerships
cross join {{ ref('partnership_fields') }} as fields
left join known_fields
    on
        partnerships.partnership_id = known_fields.partnership_id
        and fields.field_id = known_fields.field_id

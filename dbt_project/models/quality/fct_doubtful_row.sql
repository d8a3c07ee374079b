with memberships as (
    select * from {{ ref('int_memberships__keyed') }}
),

stated_acts as (
    select
        partnership_id,
        region,
        source_file,
        source_sheet,
        source_row_number
    from {{ ref('stg_registry__workbook_acts') }}
    union all
    select
        partnership_id,
        region,
        source_file,
        source_sheet,
        source_row_number
    from {{ ref('stg_registry__workbook_attendances') }}
),

keyed_records as (
    select
        record_kind,
        record_reference,
        case when record_kind = 'topic' then topic_key else 'cascade:' || ccm2_id end as record_key,
        case when record_kind = 'topic' then topic_id else 'cascade:' || ccm2_id end as subject_id
    from {{ ref('int_topics__portal_records') }}
    where record_kind in ('topic', 'cascade_call')
),

listed_twice as (
    select
        record_kind || '_listed_twice' as doubt_kind,
        min(subject_id) as subject_id,
        count(*) as row_count,
        string_agg(record_reference, '; ' order by record_reference) as detail
    from keyed_records
    where record_key is not null
    group by record_kind, record_key
    having count(*) > 1
),

twice_in_project as (
    select
        'organisation_twice_in_project' as doubt_kind,
        project_id || '|' || pic as subject_id,
        count(*) as row_count,
        string_agg(role || ' ' || participation_order, '; ' order by participation_order, role) as detail
    from {{ ref('fct_participation') }}
    where not is_demo
    group by project_id, pic
    having count(*) > 1
),

-- Where the archive lacks project.csv no project has a record, and that says nothing of any one of them.
records_in_doubt as (
    {% for subject, doubt, row_count, detail, condition in [
        (
            'project', 'without_record', 'participation_count', 'acronym',
            "source = 'cordis' and not has_project_record and exists (select 1 from " ~ ref('stg_cordis__projects') ~ ")"
        ),
        ('project', 'without_participations', 1, 'topic_id', "source = 'cordis' and not has_participations"),
        ('project', 'without_topic', 'participation_count', 'acronym', 'topic_id is null and not is_demo'),
        (
            'project', 'without_programme', 'participation_count', 'coalesce(legal_basis_code, topic_id)',
            'programme_id is null and not is_demo'
        ),
        ('topic', 'without_programme', 'funded_project_count', 'topic_title', 'programme_id is null'),
        ('topic', 'opening_date_unread', 1, 'unread_opening_date', 'unread_opening_date is not null'),
        ('topic', 'deadline_unread', 1, 'unread_deadline', 'unread_deadline is not null'),
        ('topic', 'budget_unread', 1, 'unread_budget', 'unread_budget is not null'),
        ('topic', 'deadlines_differ', 1, 'differing_deadlines', 'differing_deadlines is not null'),
        (
            'topic', 'titled_as_another_action', 1, "action_type || ': ' || topic_title",
            "topic_status in ('open', 'forthcoming') and " ~ is_titled_as_another_action('int_topics__dated')
        ),
    ] %}
        select
            '{{ subject }}_{{ doubt }}' as doubt_kind,
            {{ subject }}_id as subject_id,
            {{ row_count }} as row_count,
            {{ detail }} as detail
        from {{ ref('int_projects__unioned') if subject == 'project' else ref('int_topics__dated') }}
        where {{ condition }}
        union all
    {% endfor %}
    {% for unknown, key, known in [
        ('partnership', 'partnership_id', ref('int_partnerships__overlaid')),
        ('region', 'nuts_code', ref('int_regions__unioned')),
    ] %}
        select
            'member_of_unknown_{{ unknown }}' as doubt_kind,
            memberships.membership_id as subject_id,
            1 as row_count,
            memberships.region_name as detail
        from memberships
        anti join {{ known }} as known_subjects on memberships.{{ key }} = known_subjects.{{ key }}
        where memberships.{{ key }} is not null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

acts_of_unknown_members as (
    select
        'act_of_unknown_member' as doubt_kind,
        concat_ws('|', stated_acts.source_file, stated_acts.source_sheet, stated_acts.source_row_number)
            as subject_id,
        1 as row_count,
        stated_acts.partnership_id || ': ' || stated_acts.region as detail
    from stated_acts
    anti join {{ ref('fct_act') }} as recorded_acts
        on
            stated_acts.source_file = recorded_acts.source_file
            and stated_acts.source_sheet = recorded_acts.source_sheet
            and stated_acts.source_row_number = recorded_acts.source_row_number
    anti join memberships
        on
            stated_acts.partnership_id = memberships.partnership_id
            and {{ is_named('stated_acts.region', 'memberships') }}
),

dated_acts as (
    select
        acts.*,
        partnerships.launch_year,
        concat_ws(
            ': ',
            acts.partnership_id,
            acts.act_name || ', ' || {{ span_in_words('acts.act_from', 'acts.act_to') }}
        ) as detail
    from {{ ref('fct_act') }} as acts
    left join {{ ref('int_partnerships__overlaid') }} as partnerships
        on acts.partnership_id = partnerships.partnership_id
),

-- A workbook may state an event that is planned.
acts_in_the_future as (
    select
        'act_in_the_future' as doubt_kind,
        act_id as subject_id,
        1 as row_count,
        detail
    from dated_acts
    where
        act_from > {{ as_of() }}
        and not (evidence = 'declared' and act_kind in ('meeting', 'event'))
),

acts_before_the_launch as (
    select
        'act_before_the_launch' as doubt_kind,
        act_id as subject_id,
        1 as row_count,
        detail || '; launched in ' || launch_year as detail
    from dated_acts
    where year(act_to) < launch_year
),

unioned as (
    {% for doubt in [
        'listed_twice', 'twice_in_project', 'records_in_doubt', 'acts_of_unknown_members', 'acts_in_the_future',
        'acts_before_the_launch',
    ] %}
        select * from {{ doubt }}
        union all
    {% endfor %}
    select * from {{ ref('int_values__unread') }}
)

select
    unioned.doubt_kind || '|' || unioned.subject_id as doubtful_row_id,
    unioned.doubt_kind,
    coalesce(
        case when projects.source in ('portal_projects', 'shipped_i3_projects') then 'i3' else projects.source end,
        topics.source,
        map(
            ['organisation', 'participation', 'project', 'i3', 'call', 'cascade', 'topic'],
            ['cordis', 'cordis', 'cordis', 'i3', 'calls', 'funding_tenders', 'funding_tenders']
        )[split_part(unioned.doubt_kind, '_', 1)],
        'registry'
    ) as source,
    nullif(regexp_extract(unioned.doubt_kind, '^(?:cascade_call|i3_[a-z]+|[a-z]+)_(.+)_unread$', 1), '')
        as unread_field,
    unioned.subject_id,
    cast(unioned.row_count as bigint) as row_count,
    unioned.detail
from unioned
left join {{ ref('int_projects__unioned') }} as projects
    on starts_with(unioned.doubt_kind, 'project') and unioned.subject_id = projects.project_id
left join {{ ref('int_topics__dated') }} as topics
    on starts_with(unioned.doubt_kind, 'topic') and unioned.subject_id = topics.topic_id

-- A member counts from the day it joins to the day it leaves, for Horizon Europe from the day its country is
-- associated.
with dated_members as (
    select
        memberships.partnership_id,
        memberships.member_id,
        concat_ws(
            '|',
            memberships.role,
            memberships.nuts_code,
            memberships.country_code,
            memberships.valid_from,
            memberships.valid_to
        ) as content,
        [
            memberships.valid_from_date,
            cast(memberships.valid_to_date + 1 as date),
            countries.horizon_europe_from
        ] as turning_dates
    from {{ ref('int_memberships__keyed') }} as memberships
    left join {{ ref('countries') }} as countries on memberships.country_code = countries.country_code
),

members as (
    select
        partnership_id,
        member_id,
        list_sort(list(distinct {{ content_mark('content') }})) as row_marks,
        list_sort(list_distinct(list_filter(flatten(list(turning_dates)), lambda x: x is not null)))
            as turning_dates
    from dated_members
    group by partnership_id, member_id
),

-- Some members of the archive bring an id and nothing else: to be there is content too.
project_rows as (
    select
        project_id,
        project_id as content
    from {{ ref('int_projects__raw_ids') }}
    {% for relation in [
        'int_participations__unioned', 'stg_cordis__topics', 'stg_cordis__legal_bases', 'stg_cordis__euro_sci_vocs',
        'stg_cordis__projects',
    ] %}
        union all
        select
            project_id,
            source_row_hash as content
        from {{ ref(relation) }}
    {% endfor %}
    union all
    select
        project_id,
        concat_ws('|', acronym, project_title, topic_id, start_date, end_date, ec_max_contribution_eur)
            as content
    from {{ ref('int_i3_projects__merged') }}
),

-- Records carry much that changes from day to day; what a figure may turn on is marked.
topic_rows as (
    select
        upper(topic_id) as topic_key,
        concat_ws(
            '|',
            record_type_code,
            topic_title,
            status_code,
            action_type,
            deadline_model,
            opening_date,
            deadline_dates,
            last_listed_date,
            budget_overview_json,
            actions_json
        ) as content
    from {{ ref('stg_funding_tenders__topics') }}
    union all
    select
        topic_key,
        concat_ws(
            '|', topic_title, action_type, topic_status_at_source, opening_date, deadline_dates, budget_eur
        ) as content
    from {{ ref('int_topics__known_shipped_calls') }}
),

-- A call on its last day is open: it turns on the day after. A topic known from projects alone is in no
-- figure.
turning_topics as (
    select
        topic_key,
        list_concat([opening_date], list_transform(deadline_dates, lambda x: cast(x + 1 as date)))
            as turning_dates
    from {{ ref('int_topics__dated') }}
),

dated_topics as (
    select
        topic_key,
        list_sort(list_filter(turning_dates, lambda x: x is not null)) as turning_dates
    from turning_topics
)

select
    'participation:' || participation_id as input_id,
    [{{ content_mark('source_row_hash') }}] as row_marks,
    cast(null as varchar) as link_id,
    cast([] as date[]) as turning_dates
from {{ ref('int_participations__unioned') }}
union all
select
    'project:' || project_id as input_id,
    list_sort(list(distinct {{ content_mark('content') }})) as row_marks,
    null as link_id,
    [] as turning_dates
from project_rows
where project_id is not null
group by project_id
union all
select
    'topic:' || topic_rows.topic_key as input_id,
    list_sort(list(distinct {{ content_mark('topic_rows.content') }})) as row_marks,
    null as link_id,
    any_value(dated_topics.turning_dates) as turning_dates
from topic_rows
inner join dated_topics on topic_rows.topic_key = dated_topics.topic_key
group by topic_rows.topic_key
union all
select
    'member:' || partnership_id || '|' || member_id as input_id,
    row_marks,
    null as link_id,
    turning_dates
from members
union all
select
    'members:' || partnership_id as input_id,
    list_sort(list_distinct(flatten(list(row_marks)))) as row_marks,
    null as link_id,
    list_sort(list_distinct(flatten(list(turning_dates)))) as turning_dates
from members
group by partnership_id
union all
select
    'partnership:' || partnership_id as input_id,
    [{{ content_mark("concat_ws('|', partnership_name, theme_terms, is_placeholder)") }}] as row_marks,
    null as link_id,
    [] as turning_dates
from {{ ref('dim_partnership') }}
union all
-- An organisation counts by being there; which one a record is, its link says.
select
    'organisation:' || pic as input_id,
    [{{ content_mark('pic') }}] as row_marks,
    any_value(organisation_id) as link_id,
    [] as turning_dates
from {{ ref('fct_participation') }}
group by pic

{%- set topics = {
    'topic_title': 'topic_title',
    'call_id': 'call_id',
    'action_type': 'action_type',
    'deadline_model': 'deadline_model',
    'topic_status_at_source': 'topic_status_at_source',
    'opening_date': 'opening_date',
    'deadline_dates': "nullif(cast(deadline_dates as varchar), '[]')",
    'budget_eur': 'budget_eur',
    'min_grant_eur': 'min_grant_eur',
    'max_grant_eur': 'max_grant_eur',
    'expected_grant_count': 'expected_grant_count',
} -%}
{%- set projects = {'acronym': 'acronym', 'topic_id': 'topic_id', 'legal_basis_code': 'legal_basis_code'} -%}
{%- set i3_projects = {
    'acronym': 'acronym',
    'project_title': 'project_title',
    'topic_id': 'topic_id',
    'start_date': 'start_date',
    'end_date': 'end_date',
    'ec_max_contribution_eur': 'ec_max_contribution_eur',
} -%}
{%- set i3_stated = dict(i3_projects, topic_id='coalesce(topic_id, call_id)') -%}
{%- set partnerships = {
    'partnership_name': 'partnership_name',
    'platform_name': 'platform_name',
    'status': 'status',
    'website_url': 'website_url',
    'launch_year': 'launch_year',
    'notes': 'notes',
} -%}
{%- set status = {'topic_status': 'topic_status_at_source'} -%}
{#- Kind of subject, its id, source, relation, fields. -#}
{%- set statements = [
    ('topic', 'topic_key', 'funding_tenders', '(select * from ' ~ ref('int_topics__portal_records')
     ~ ' where is_chosen)', dict(topics, **status)),
    ('topic', 'topic_key', 'shipped_calls', ref('int_topics__known_shipped_calls'), dict(topics, **status)),
    ('topic', 'topic_key', 'cordis', 'cordis_topics', {'topic_title': 'topic_title'}),
    ('topic', 'topic_key', 'listing', 'unlisted_topics', {'topic_status': 'topic_status'}),
    ('topic', 'topic_key', 'dates', ref('int_topics__dated'), {'topic_status': 'status_from_dates'}),
    ('project', 'project_id', 'cordis_project', ref('stg_cordis__projects'), projects),
    ('project', 'project_id', 'cordis_organization', 'project_acronyms', {'acronym': 'acronym'}),
    ('project', 'project_id', 'cordis_topics', 'project_topics', {'topic_id': 'topic_id'}),
    ('project', 'project_id', 'cordis_legal_basis', 'project_legal_bases', {'legal_basis_code': 'legal_basis_code'}),
    ('i3_project', 'project_number', 'portal_projects', ref('int_i3_projects__records'), i3_stated),
    ('i3_project', 'project_id', 'shipped_i3_projects', ref('int_i3_projects__shipped'), i3_stated),
    ('partnership', 'partnership_id', 'workbook', ref('stg_registry__workbook_partnerships'), partnerships),
    ('partnership', 'partnership_id', 'facts', ref('stg_registry__partnerships'), partnerships),
] -%}
{#- What the merging models publish of these fields. -#}
{%- set choices = [
    ('topic', 'topic_key', none, ref('int_topics__dated'), dict(topics, topic_status='topic_status')),
    ('project', 'project_id', none, '(select * from ' ~ ref('int_projects__spine') ~ ' where not is_demo)', projects),
    ('i3_project', 'project_id', none, ref('int_i3_projects__merged'), i3_projects),
    ('partnership', 'partnership_id', none, ref('int_partnerships__overlaid'), partnerships),
] -%}

with unlisted_topics as (
    select
        topic_key,
        'unknown' as topic_status
    from {{ ref('int_topics__dated') }}
    where
        last_listed_date is not null
        and coalesce(status_from_dates, topic_status_at_source, '') != 'closed'
),

cordis_topics as (
    select
        upper(topic_id) as topic_key,
        min(topic_title) as topic_title
    from {{ ref('stg_cordis__topics') }}
    where topic_id is not null
    group by all
),

project_topics as (
    select
        project_id,
        min(topic_id) as topic_id
    from {{ ref('stg_cordis__topics') }}
    group by all
),

project_acronyms as (
    select
        project_id,
        min(project_acronym) as acronym
    from {{ ref('stg_cordis__organizations') }}
    group by all
),

project_legal_bases as (
    select
        project_id,
        legal_basis_code
    from {{ ref('stg_cordis__legal_bases') }}
    qualify row_number() over (
        partition by project_id
        order by is_unique_programme_part desc, legal_basis_code asc
    ) = 1
),

stated as (
    {{ stated_values(statements) }}
),

chosen as (
    {{ stated_values(choices) }}
),

ranked as (
    select
        stated.*,
        precedence.precedence_id,
        precedence.source_rank,
        case when precedence.is_free_text then {{ comparable_text('stated.value') }} else stated.value end
            as comparable_value
    from stated
    left join {{ ref('source_precedence') }} as precedence
        on
            stated.subject_kind = precedence.subject_kind
            and stated.field_name = precedence.field_name
            and stated.source = precedence.source
)

select
    ranked.subject_kind,
    ranked.subject_id,
    ranked.field_name,
    list(ranked.source || ': ' || ranked.value order by ranked.source_rank, ranked.source) as stated_values,
    count(distinct ranked.comparable_value) as distinct_value_count,
    arg_min(ranked.precedence_id, ranked.source_rank) as precedence_id,
    arg_min(ranked.source, ranked.source_rank) as chosen_source,
    arg_min(ranked.value, ranked.source_rank) as preferred_value,
    any_value(chosen.value) as chosen_value,
    bool_or(ranked.precedence_id is null) as is_rule_missing
from ranked
left join chosen
    on
        ranked.subject_kind = chosen.subject_kind
        and ranked.subject_id = chosen.subject_id
        and ranked.field_name = chosen.field_name
group by all

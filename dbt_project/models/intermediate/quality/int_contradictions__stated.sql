{%- set topic_fields = [
    ('topic_title', 'topic_title'),
    ('call_id', 'call_id'),
    ('action_type', 'action_type'),
    ('deadline_model', 'deadline_model'),
    ('topic_status_at_source', 'topic_status_at_source'),
    ('opening_date', 'opening_date'),
    ('deadline_dates', "nullif(cast(deadline_dates as varchar), '[]')"),
    ('budget_eur', 'budget_eur'),
    ('min_grant_eur', 'min_grant_eur'),
    ('max_grant_eur', 'max_grant_eur'),
    ('expected_grant_count', 'expected_grant_count'),
] -%}
{%- set i3_fields = [
    ('acronym', 'acronym'),
    ('project_title', 'project_title'),
    ('topic_id', 'coalesce(topic_id, call_id)'),
    ('start_date', 'start_date'),
    ('end_date', 'end_date'),
    ('ec_max_contribution_eur', 'ec_max_contribution_eur'),
] -%}
{%- set partnership_fields = [
    ('partnership_name', 'partnership_name'),
    ('platform_name', 'platform_name'),
    ('status', 'status'),
    ('website_url', 'website_url'),
    ('launch_year', 'launch_year'),
    ('notes', 'notes'),
] -%}
with chosen_records as (
    select * from {{ ref('int_topics__portal_records') }}
    where is_chosen
),

shipped_calls as (
    select * from {{ ref('int_topics__known_shipped_calls') }}
),

dated_topics as (
    select * from {{ ref('int_topics__dated') }}
),

unlisted_topics as (
    select
        topic_key,
        'unknown' as topic_status
    from dated_topics
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

project_records as (
    select * from {{ ref('stg_cordis__projects') }}
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

i3_records as (
    select * from {{ ref('int_i3_projects__records') }}
),

shipped_i3 as (
    select * from {{ ref('int_i3_projects__shipped') }}
),

partnership_workbooks as (
    select * from {{ ref('stg_registry__workbook_partnerships') }}
),

partnership_facts as (
    select * from {{ ref('stg_registry__partnerships') }}
)

{{ stated_values('chosen_records', 'topic', 'topic_key', 'funding_tenders', topic_fields) }}
union all
{{ stated_values('shipped_calls', 'topic', 'topic_key', 'shipped_calls', topic_fields) }}
union all
{{ stated_values(
    'cordis_topics', 'topic', 'topic_key', 'cordis', [('topic_title', 'topic_title')]
) }}
union all
{{ stated_values(
    'unlisted_topics', 'topic', 'topic_key', 'listing', [('topic_status', 'topic_status')]
) }}
union all
{{ stated_values(
    'dated_topics', 'topic', 'topic_key', 'dates', [('topic_status', 'status_from_dates')]
) }}
union all
{{ stated_values(
    'chosen_records', 'topic', 'topic_key', 'funding_tenders', [('topic_status', 'topic_status_at_source')]
) }}
union all
{{ stated_values(
    'shipped_calls', 'topic', 'topic_key', 'shipped_calls', [('topic_status', 'topic_status_at_source')]
) }}
union all
{{ stated_values('project_records', 'project', 'project_id', 'cordis_project', [
    ('acronym', 'acronym'), ('topic_id', 'topic_id'), ('legal_basis_code', 'legal_basis_code')
]) }}
union all
{{ stated_values(
    'project_acronyms', 'project', 'project_id', 'cordis_organization', [('acronym', 'acronym')]
) }}
union all
{{ stated_values(
    'project_topics', 'project', 'project_id', 'cordis_topics', [('topic_id', 'topic_id')]
) }}
union all
{{ stated_values('project_legal_bases', 'project', 'project_id', 'cordis_legal_basis', [
    ('legal_basis_code', 'legal_basis_code')
]) }}
union all
{{ stated_values('i3_records', 'i3_project', 'project_number', 'portal_projects', i3_fields) }}
union all
{{ stated_values('shipped_i3', 'i3_project', 'project_id', 'shipped_i3_projects', i3_fields) }}
union all
{{ stated_values(
    'partnership_workbooks', 'partnership', 'partnership_id', 'workbook', partnership_fields
) }}
union all
{{ stated_values(
    'partnership_facts', 'partnership', 'partnership_id', 'facts', partnership_fields
) }}

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
    ('topic_status', 'topic_status'),
] -%}
with topics as (
    select * from {{ ref('int_topics__dated') }}
),

projects as (
    select * from {{ ref('int_projects__spine') }}
    where not is_demo
),

i3_projects as (
    select * from {{ ref('int_i3_projects__merged') }}
),

partnerships as (
    select * from {{ ref('int_partnerships__overlaid') }}
)

{{ stated_values('topics', 'topic', 'topic_key', none, topic_fields) }}
union all
{{ stated_values('projects', 'project', 'project_id', none, [
    ('acronym', 'acronym'), ('topic_id', 'topic_id'), ('legal_basis_code', 'legal_basis_code')
]) }}
union all
{{ stated_values('i3_projects', 'i3_project', 'project_id', none, [
    ('acronym', 'acronym'),
    ('project_title', 'project_title'),
    ('topic_id', 'topic_id'),
    ('start_date', 'start_date'),
    ('end_date', 'end_date'),
    ('ec_max_contribution_eur', 'ec_max_contribution_eur'),
]) }}
union all
{{ stated_values('partnerships', 'partnership', 'partnership_id', none, [
    ('partnership_name', 'partnership_name'),
    ('platform_name', 'platform_name'),
    ('status', 'status'),
    ('website_url', 'website_url'),
    ('launch_year', 'launch_year'),
    ('notes', 'notes'),
]) }}

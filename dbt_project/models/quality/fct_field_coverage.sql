{#- Table, what says where a row is from, what says of which country it is. Not counted: shapes and texts,
which are large and never blank; the calendar; what is converted or kept as spells, which is counted where it
comes from. -#}
{%- set of_projects = "case when is_demo then 'demo' else 'cordis' end" -%}
{%- set tables = [
    ('dim_platform', "'registry'", none),
    ('dim_partnership', "'registry'", none),
    ('dim_programme', "'seeds'", none),
    ('dim_niche', "'registry'", none),
    ('dim_region', "'regions'", 'country_code'),
    ('dim_organisation', of_projects, 'country_code'),
    ('dim_project', 'source', none),
    ('dim_topic', 'source', none),
    ('dim_cascade_call', "'funding_tenders'", none),
    ('bridge_org_link', 'source', 'country_code'),
    ('bridge_org_name', "string_split(record_id, ':')[1]", none),
    ('bridge_nuts_correspondence', "'regions'", none),
    ('fct_membership', "'registry'", 'country_code'),
    ('fct_act', "'registry'", none),
    ('fct_participation', of_projects, 'country_code'),
    ('fct_i3_participant', "'i3'", 'country_code'),
    ('fct_joint_project', "case when is_demo then 'demo' when programme_id = 'i3' then 'i3' else 'cordis' end", none),
    ('bridge_joint_participation', of_projects, none),
    ('fct_region_statistic', "'regions'", none),
] -%}

with
{% for table, source, country in tables %}
    {{ table }}_filled as (
        {{ filled_values(table, source, country) }}
    ),
{% endfor %}

unioned as (
    {% for table, _, _ in tables %}
        select * from {{ table }}_filled
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    concat_ws('|', table_name, column_name, coverage_scope, covered_source, covered_country)
        as field_coverage_id,
    {{ as_of() }} as as_of,
    table_name,
    column_name,
    coverage_scope,
    covered_source as source,
    covered_country as country_code,
    covered_rows as row_count,
    filled_count,
    filled_count / nullif(covered_rows, 0) as filled_share
from unioned

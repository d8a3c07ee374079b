{#- What dates the rows of a raw table: the relation that reads it, its first and its last date, and the programme
    where programmes reach differently far. A table that is not here has no date in its rows: the newest date that
    its publisher states for the file stands for them. -#}
{%- set dated_tables = [
    ('cordis', 'organization', 'stg_cordis__organizations', 'content_updated_date', 'content_updated_date', 'project'),
    ('demo', 'organization', 'stg_demo__organizations', 'content_updated_date', 'content_updated_date', 'project'),
    ('cordis', 'report', 'stg_cordis__reports', 'updated_at', 'updated_at', 'project'),
    ('cordis', 'topics', 'stg_cordis__topics', 'make_date(call_year, 1, 1)', 'null', 'project'),
    ('funding_tenders', 'topics', 'dim_topic', 'opening_date', 'last_listed_date', 'own'),
    ('funding_tenders', 'shipped_calls', 'stg_funding_tenders__shipped_calls', 'opening_date', 'snapshot_date', ''),
    ('calls', 'calls', 'stg_calls__calls', 'opening_date', 'snapshot_date', ''),
    ('i3', 'projects', 'stg_i3__projects', 'start_date', 'null', ''),
    ('i3', 'shipped_projects', 'stg_i3__shipped_projects', 'start_date', 'null', ''),
    ('regions', 'gdp', 'stg_regions__gdps', 'make_date(statistic_year, 1, 1)', 'null', ''),
    ('regions', 'gerd', 'stg_regions__gerds', 'make_date(statistic_year, 1, 1)', 'null', ''),
    ('regions', 'innovation_scoreboard', 'stg_regions__innovation_scores', 'make_date(scoreboard_year, 1, 1)', 'null',
     ''),
    ('registry', 'acts', 'stg_registry__acts', 'act_from', 'act_to', ''),
    ('registry', 'workbook_events', 'stg_registry__workbook_events', 'event_date', 'event_date', ''),
    ('registry', 'workbook_acts', 'stg_registry__workbook_acts', 'act_date', 'act_date', ''),
] -%}

with dated as (
    {% for source, table, relation, first, last, programme in dated_tables %}
        select
            '{{ source }}' as source,
            '{{ table }}' as table_name,
            {{ "coalesce(programme_id, 'unknown')" if programme else "'all'" }} as programme,
            cast(min({{ first }}) as date) as observed_from,
            cast(max({{ last }}) as date) as observed_to
        from {{ ref(relation) }}{{ ' as dated_rows' if programme == 'project' }}
        {% if programme == 'project' %}
            left join {{ ref('int_projects__spine') }} as projects on dated_rows.project_id = projects.project_id
        {% elif programme == 'own' %}
            where source = '{{ source }}'
        {% endif %}
        group by all
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

-- What is listed whole at each visit is known up to that visit, and what is dated by its year alone no further.
select
    loads.source,
    loads.table_name,
    coalesce(dated.programme, 'all') as programme,
    dated.observed_from,
    least(
        coalesce(
            dated.observed_to, try_cast(loads.vintage as date), {{ brussels_date('loads.retrieved_at') }}
        ),
        {{ brussels_date('loads.retrieved_at') }}
    ) as observed_to,
    {{ brussels_date('loads.retrieved_at') }} as arrived_on
from {{ ref('stg_night__table_loads') }} as loads
left join dated on loads.source = dated.source and loads.table_name = dated.table_name

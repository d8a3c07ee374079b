{%- set sheets = [
    'partnerships', 'niches', 'members', 'clusters', 'documents', 'management_capacities', 'working_groups', 'events',
    'attendances', 'acts', 'reports', 'surveys', 'needs', 'services',
] -%}

with stated as (
    {% for sheet in sheets %}
        select
            partnership_id,
            source_file,
            source_sheet,
            workbook_stated_on
        from {{ ref('stg_registry__workbook_' ~ sheet) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    concat_ws('|', source_file, source_sheet) as workbook_sheet_id,
    source_file,
    source_sheet,
    cast(min(workbook_stated_on) as date) as workbook_stated_on,
    count(*) as row_count,
    count(distinct partnership_id) as partnership_count
from stated
group by source_file, source_sheet

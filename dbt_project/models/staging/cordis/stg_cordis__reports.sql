-- "Periodic Reporting for period 1 - ACRONYM (Title of the project)"; a few have no brackets.
with titled as (
    select
        *,
        regexp_replace({{ clean_text('title') }}, '^Periodic Reporting for period \d+ - ', '') as named
    from {{ source('cordis', 'report') }}
)

select
    trim(id) as report_id,
    trim(project_id) as project_id,
    project_acronym,
    coalesce(nullif(regexp_extract(named, '^\S.{0,60}? \((.{8,})\)\s*$', 1), ''), named) as project_title,
    try_cast(content_update_date as timestamp) as updated_at,
    _source_file as source_file,
    _row_number as source_row_number
from titled

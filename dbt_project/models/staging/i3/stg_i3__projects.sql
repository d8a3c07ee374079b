select
    trim(source_rows.reference) as record_reference,
    nullif(trim(source_rows.meta_project_id[1]), '') as project_number,
    nullif(trim(source_rows.meta_program_id[1]), '') as programme_code,
    {{ clean_text('source_rows.meta_call_identifier[1]') }} as call_id,
    {{ clean_text('source_rows.meta_topic_abbreviation[1]') }} as topic_id,
    lower(coalesce(source_rows.meta_language[1], source_rows.language)) as language_code,
    {{ clean_text('source_rows.meta_acronym[1]') }} as acronym,
    {{ clean_text('coalesce(source_rows.meta_title[1], source_rows.title)') }} as project_title,
    {{ clean_text('source_rows.meta_status[1]') }} as project_status,
    {{ web_address('source_rows.url') }} as record_url,
    {{ euro_amount('source_rows.meta_eu_contribution_amount[1]') }} as ec_max_contribution_eur,
    {{ unread_amounts(['source_rows.meta_eu_contribution_amount[1]']) }} as unread_amount,
    {{ sent_list(unread_dates('list_concat(source_rows.meta_start_date, source_rows.meta_end_date)')) }} as unread_date,
    {{ brussels_date('source_rows.meta_start_date[1]') }} as start_date,
    {{ brussels_date('source_rows.meta_end_date[1]') }} as end_date,
    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number
from {{ source('i3', 'projects') }} as source_rows

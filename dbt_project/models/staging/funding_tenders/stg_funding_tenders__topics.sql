select
    coalesce(nullif(trim(source_rows.reference), ''), trim(source_rows.meta_reference[1]))
        as record_reference,
    {{ clean_text('source_rows.meta_identifier[1]') }} as topic_id,
    nullif(trim(source_rows.meta_ccm2_id[1]), '') as ccm2_id,
    {{ clean_text('source_rows.meta_call_identifier[1]') }} as call_id,
    trim(source_rows.meta_type[1]) as record_type_code,
    nullif(trim(source_rows.meta_status[1]), '') as status_code,
    nullif(trim(source_rows.meta_framework_programme[1]), '') as programme_code,
    lower(coalesce(source_rows.meta_language[1], source_rows.language)) as language_code,
    coalesce(source_rows.meta_datasource[1], source_rows.database_label) as data_source,

    {{ clean_text('coalesce(source_rows.meta_title[1], source_rows.title, source_rows.summary)') }}
        as topic_title,
    {{ clean_text('source_rows.meta_call_title[1]') }} as call_title,
    {{ clean_text('source_rows.meta_types_of_action[1]') }} as action_type,
    {{ clean_text('source_rows.meta_deadline_model[1]') }} as deadline_model,
    {% for name, field in [
        ('description', 'description'), ('conditions', 'conditions'), ('support', 'support'),
        ('destination', 'destination_details'), ('mission', 'mission_details'),
    ] %}
        {{ masked_text('source_rows.text_' ~ field) }} as {{ name }}_text,
        {{ masked_text('source_rows.safe_' ~ field) }} as {{ name }}_html,
    {% endfor %}
    source_rows.meta_keywords as keywords,
    coalesce(
        {{ web_address('source_rows.meta_url[1]') }}, {{ web_address('source_rows.url') }}
    ) as record_url,
    {% for field in ['budget_overview', 'actions'] %}
        case when json_valid(source_rows.meta_{{ field }}[1]) then source_rows.meta_{{ field }}[1] end
            as {{ field }}_json,
        case when not json_valid(source_rows.meta_{{ field }}[1]) then trim(source_rows.meta_{{ field }}[1]) end
            as unread_{{ field }},
    {% endfor %}
    {{ unread_dates('source_rows.meta_start_date') }} as unread_opening_dates,
    {{ unread_dates('source_rows.meta_deadline_date') }} as unread_deadline_dates,

    {{ brussels_date('source_rows.meta_start_date[1]') }} as opening_date,
    {{ brussels_dates('source_rows.meta_deadline_date') }} as deadline_dates,
    {{ brussels_date('source_rows.last_listed_on') }} as last_listed_date,

    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number,
    source_rows._retrieved_at as retrieved_at
from {{ source('funding_tenders', 'topics') }} as source_rows

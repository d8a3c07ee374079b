select
    {{ call_columns() }},
    {{ masked_text(clean_text('source_rows.description')) }} as description_text,
    {{ web_address('source_rows.source') }} as call_url,
    {{ clean_text('source_rows.source') }} as source,
    'stated' as confidence,
    {{ unread_amounts(['source_rows.budget_eur', 'source_rows.min_grant_eur', 'source_rows.max_grant_eur']) }}
        as unread_amount,
    {{ sent_list(unread_dates("string_split(source_rows.deadline_dates, ';')")) }} as unread_deadline
from {{ source('calls', 'calls') }} as source_rows

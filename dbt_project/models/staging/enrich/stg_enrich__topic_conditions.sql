select
    source_rows.topic_id,
    source_rows.condition,
    source_rows.counted,
    source_rows.value_low,
    source_rows.value_high,
    source_rows.is_additional,
    source_rows.pattern_id,
    source_rows.part as text_part,
    source_rows.place as sentence_number,
    source_rows.quote
from {{ source('enrich', 'topic_condition') }} as source_rows

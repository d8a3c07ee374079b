select
    topics.topic_id || '|' || sections.text_section as topic_text_id,
    topics.topic_id,
    sections.text_section,
    sections.text as topic_text,
    sections.html as topic_html,
    cast(length(sections.text) as integer) as character_count
from {{ ref('int_topics__text_sections') }} as sections
inner join {{ ref('int_topics__dated') }} as topics on sections.topic_key = topics.topic_key

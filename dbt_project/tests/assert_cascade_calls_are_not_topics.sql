-- A cascade call reuses its parent's identifier: a topic counts as listed only if a topic record lists it.
select topics.topic_id
from {{ ref('dim_topic') }} as topics
anti join {{ ref('int_topics__portal_records') }} as records
    on upper(topics.topic_id) = records.topic_key and records.record_kind = 'topic'
where topics.source = 'funding_tenders'

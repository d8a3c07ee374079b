select
    concat_ws(
        '|', compared.subject_kind, coalesce(topics.topic_id, compared.subject_id), compared.field_name
    ) as contradiction_id,
    compared.subject_kind,
    coalesce(topics.topic_id, compared.subject_id) as subject_id,
    compared.field_name,
    compared.stated_values,
    compared.distinct_value_count,
    compared.chosen_source,
    compared.chosen_value,
    compared.precedence_id
from {{ ref('int_contradictions__compared') }} as compared
left join {{ ref('int_topics__dated') }} as topics
    on
        compared.subject_kind = 'topic'
        and compared.subject_id = topics.topic_key
where compared.distinct_value_count > 1

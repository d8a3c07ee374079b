-- What was sent and is not read, as it came, and what of a person is masked in texts. Topics carry theirs along.
{% for doubt, relation, subject, unread in [
    ('cascade_call_opening_date', 'int_topics__portal_records', "'cascade:' || coalesce(ccm2_id, record_reference)",
     "case when record_kind = 'cascade_call' then unread_opening_date end"),
    ('cascade_call_deadline', 'int_topics__portal_records', "'cascade:' || coalesce(ccm2_id, record_reference)",
     "case when record_kind = 'cascade_call' then unread_deadline end"),
    ('participation_amount', 'stg_cordis__organizations', "project_id || '|' || pic", 'unread_amount'),
    ('project_amount', 'stg_cordis__projects', 'project_id', 'unread_amount'),
    ('i3_project_amount', 'stg_i3__projects', 'record_reference', 'unread_amount'),
    ('i3_project_date', 'stg_i3__projects', 'record_reference', 'unread_date'),
    ('i3_participant_amount', 'stg_i3__participants', "record_reference || '|' || participant_order", 'unread_amount'),
    ('call_amount', 'stg_calls__calls', 'topic_id', 'unread_amount'),
    ('call_deadline', 'stg_calls__calls', 'topic_id', 'unread_deadline'),
] %}
    select
        '{{ doubt }}_unread' as doubt_kind,
        {{ subject }} as subject_id,
        count(*) as row_count,
        min({{ unread }}) as detail
    from {{ ref(relation) }}
    where {{ unread }} is not null
    group by all
    union all
{% endfor %}
select
    'topic_text_masked' as doubt_kind,
    topic_text_id as subject_id,
    {{ mask_count('topic_text') }} as row_count,
    'in the text on ' || text_section as detail
from {{ ref('dim_topic_text') }}
where {{ mask_count('topic_text') }} > 0

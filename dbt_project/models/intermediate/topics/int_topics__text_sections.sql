with chosen as (
    select
        records.*,
        chosen_records.topic_key
    from {{ ref('int_topics__chosen_records') }} as chosen_records
    inner join {{ ref('stg_funding_tenders__topics') }} as records
        on
            chosen_records.source_file = records.source_file
            and chosen_records.source_row_number = records.source_row_number
),

sections as (
    select
        topic_key,
        'description' as text_section,
        description_text as text,
        description_html as html
    from chosen
    union all
    select
        topic_key,
        'conditions' as text_section,
        conditions_text as text,
        conditions_html as html
    from chosen
    union all
    select
        topic_key,
        'support' as text_section,
        support_text as text,
        support_html as html
    from chosen
    union all
    select
        topic_key,
        'destination' as text_section,
        destination_text as text,
        destination_html as html
    from chosen
    union all
    select
        topic_key,
        'mission' as text_section,
        mission_text as text,
        mission_html as html
    from chosen
    union all
    select
        topic_key,
        text_section,
        text,
        null as html
    from {{ ref('int_topics__description_parts') }}
)

select
    topic_key,
    text_section,
    text,
    html
from sections
where text is not null

with

sections as (

    select * from {{ ref('int_topics__text_sections') }}

),

topics as (

    select * from {{ ref('int_topics__dated') }}

),

final as (

    select
        topics.topic_id || '|' || sections.text_section as topic_text_id,
        topics.topic_id,
        sections.text_section,
        sections.text as topic_text,
        sections.html as topic_html,
        cast(length(sections.text) as integer) as character_count
    from sections
    inner join topics on sections.topic_key = topics.topic_key

)

select * from final

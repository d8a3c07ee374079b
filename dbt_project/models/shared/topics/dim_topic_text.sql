with chosen as (
    select records.*
    from {{ ref('stg_funding_tenders__topics') }} as records
    inner join {{ ref('int_topics__portal_records') }} as portal_records
        on
            records.source_file = portal_records.source_file
            and records.source_row_number = portal_records.source_row_number
    where portal_records.is_chosen
),

headings as (
    select * from {{ ref('topic_text_headings') }}
),

any_heading as (
    select string_agg(heading_pattern, '|' order by length(heading_pattern) desc, heading_pattern) as pattern
    from headings
),

-- A heading stands on a line of its own or before a colon. Exports that lost their tags glue it to the
-- sentence before; one after a blank is a word of a sentence, unless the sentence before has ended.
marked as (
    select
        chosen.topic_id,
        regexp_replace(
            regexp_replace(
                chosen.description_text,
                '(^|\n)(' || any_heading.pattern || ') *(\n|$)',
                '\1⟦\2⟧',
                'g'
            ),
            '(^|[.;:)\]] |\S|\n)(' || any_heading.pattern || ')\s*:\s*',
            '\1⟦\2⟧',
            'g'
        ) as marked_text
    from chosen
    cross join any_heading
),

pieces as (
    select
        topic_id,
        unnest(string_split(marked_text, '⟦')) as piece,
        generate_subscripts(string_split(marked_text, '⟦'), 1) as place
    from marked
),

named as (
    select
        pieces.topic_id,
        pieces.place,
        case when contains(pieces.piece, '⟧') then split_part(pieces.piece, '⟧', 1) end as heading,
        trim(split_part(pieces.piece, '⟧', -1), E' \n') as text
    from pieces
),

-- What stands before the first heading introduces the topic.
description_parts as (
    select
        named.topic_id,
        coalesce(headings.text_section, 'introduction') as text_section,
        string_agg(named.text, E'\n' order by named.place) as text
    from named
    left join headings on regexp_full_match(named.heading, headings.heading_pattern)
    where named.text != ''
    group by all
),

sections as (
    {% for section in ['description', 'conditions', 'support', 'destination', 'mission'] %}
        select
            topic_id,
            '{{ section }}' as text_section,
            {{ section }}_text as text,
            {{ section }}_html as html
        from chosen
        union all
    {% endfor %}
    select
        topic_id,
        'introduction' as text_section,
        description_text as text,
        null as html
    from {{ ref('int_topics__known_shipped_calls') }}
    where topic_key not in (select upper(chosen.topic_id) from chosen)
    union all
    select
        topic_id,
        text_section,
        text,
        null as html
    from description_parts
)

select
    topic_id || '|' || text_section as topic_text_id,
    topic_id,
    text_section,
    text as topic_text,
    html as topic_html,
    cast(length(text) as integer) as character_count
from sections
where text is not null

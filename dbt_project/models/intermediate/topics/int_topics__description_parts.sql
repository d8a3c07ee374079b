with headings as (
    select * from {{ ref('topic_text_headings') }}
),

any_heading as (
    select string_agg(heading_pattern, '|' order by length(heading_pattern) desc, heading_pattern) as pattern
    from headings
),

descriptions as (
    select
        chosen_records.topic_key,
        records.description_text
    from {{ ref('int_topics__chosen_records') }} as chosen_records
    inner join {{ ref('stg_funding_tenders__topics') }} as records
        on
            chosen_records.source_file = records.source_file
            and chosen_records.source_row_number = records.source_row_number
    where records.description_text is not null
),

-- A heading stands on a line of its own or before a colon. Exports that lost their tags glue it to the
-- sentence before; one after a blank is a word of a sentence, unless the sentence before has ended.
marked as (
    select
        descriptions.topic_key,
        regexp_replace(
            regexp_replace(
                descriptions.description_text,
                '(^|\n)(' || any_heading.pattern || ') *(\n|$)',
                '\1⟦\2⟧',
                'g'
            ),
            '(^|[.;:)\]] |\S|\n)(' || any_heading.pattern || ')\s*:\s*',
            '\1⟦\2⟧',
            'g'
        ) as marked_text
    from descriptions
    cross join any_heading
),

pieces as (
    select
        topic_key,
        unnest(string_split(marked_text, '⟦')) as piece,
        generate_subscripts(string_split(marked_text, '⟦'), 1) as place
    from marked
),

named as (
    select
        pieces.topic_key,
        pieces.place,
        case when contains(pieces.piece, '⟧') then split_part(pieces.piece, '⟧', 1) end as heading,
        trim(split_part(pieces.piece, '⟧', -1), E' \n') as text
    from pieces
)

-- What stands before the first heading introduces the topic.
select
    named.topic_key,
    coalesce(headings.text_section, 'introduction') as text_section,
    string_agg(named.text, E'\n' order by named.place) as text
from named
left join headings on regexp_full_match(named.heading, headings.heading_pattern)
where named.text != ''
group by all

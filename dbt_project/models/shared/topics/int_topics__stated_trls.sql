{%- set levels = '(?:technology readiness levels? )?[(]?TRLs?[)]? ?([1-9])(?: ?(?:-|–|/|to|or) ?([1-9]))?' %}
with
-- The sentence is the same in every work programme; where the portal lost its heading, "null" is glued to it.
found as (
    select
        records.topic_id,
        unnest(regexp_extract_all(
            records.description_text,
            '(?i)activities are expected to (?:start (?:at|from) {{ levels }},? (?:and |in order )?(?:to )?)?'
            || 'achieve {{ levels }}(?: or (?:higher|above|more))?[^.]{0,60}'
        )) as sentence
    from {{ ref('stg_funding_tenders__topics') }} as records
    inner join {{ ref('int_topics__portal_records') }} as portal_records
        on
            records.source_file = portal_records.source_file
            and records.source_row_number = portal_records.source_row_number
    where portal_records.is_chosen
),

parsed as (
    select
        topic_id,
        trim(regexp_replace(sentence, '\s+', ' ', 'g')) as sentence,
        try_cast(regexp_extract(sentence, '(?i)start (?:at|from) {{ levels }}', 1) as integer) as start_level,
        try_cast(regexp_extract(sentence, '(?i)achieve {{ levels }}', 1) as integer) as end_level,
        try_cast(regexp_extract(sentence, '(?i)achieve {{ levels }}', 2) as integer) as highest_level,
        regexp_matches(sentence, '(?i)achieve {{ levels }} or (higher|above|more)') as is_open_ended
    from found
),

ranges as (
    select
        topic_id,
        coalesce(start_level, end_level) as trl_min,
        case when not is_open_ended then coalesce(highest_level, end_level) end as trl_max,
        sentence
    from parsed
)

-- Two statements that differ speak of parts of the topic: none of them is the range of the whole.
select
    topic_id,
    min(trl_min) as trl_min,
    max(trl_max) as trl_max,
    min(sentence) as sentence
from ranges
group by all
having
    min(trl_min) = max(trl_min)
    and min(coalesce(trl_max, 0)) = max(coalesce(trl_max, 0))
    and coalesce(max(trl_max) >= min(trl_min), true)

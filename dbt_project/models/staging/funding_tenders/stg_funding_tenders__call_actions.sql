with
-- The map holds the actions of all topics of the call; a value is a list of objects or, at times, one
-- object.
map_entries as (
    select
        source_rows._source_file as source_file,
        source_rows._row_number as source_row_number,
        {{ clean_text('source_rows.meta_identifier[1]') }} as topic_id,
        unnest(json_extract(source_rows.meta_budget_overview[1], '$.budgetTopicActionMap.*')) as map_entry
    from {{ source('funding_tenders', 'topics') }} as source_rows
    where json_valid(source_rows.meta_budget_overview[1])
),

actions as (
    select
        source_file,
        source_row_number,
        topic_id,
        unnest(
            case
                when json_type(map_entry) = 'ARRAY' then from_json(map_entry, '["JSON"]') else [map_entry]
            end
        ) as action_json
    from map_entries
)

-- An action is named after its topic, with the type of action behind a dash or without: the prefix up to the dash
-- tells one topic from a sibling whose code goes on (…-01-1 and …-01-10). Until 2024 the type alone was its name, which
-- tells the topic only where the call has one.
select
    source_file,
    source_row_number,
    row_number() over (partition by source_file, source_row_number order by action_json) as entry_number,
    topic_id,
    action_json,
    nullif(trim(action_json ->> '$.action'), '') as action_name,
    coalesce(
        starts_with(lower(trim(action_json ->> '$.action')) || ' - ', lower(topic_id) || ' - ')
        or (
            count(distinct action_json) over (partition by source_file, source_row_number) = 1
            and not regexp_matches(action_json ->> '$.action', '^\s*\S+ - ')
        ),
        false
    ) as is_own
from actions

with correspondences as (
    select * from {{ ref('stg_regions__nuts_correspondences') }}
),

compared_codes as (
    select * from {{ ref('int_nuts_codes__compared') }}
),

same_row as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        'same_row' as basis,
        0 as basis_rank,
        change_text as kind_text,
        change_text
    from correspondences
    where code_from is not null and code_to is not null
),

-- "ex-NO061", "now part of NO020", "FR 21": a code in the text of a change, wherever it is one. Words that
-- look like a code (NUTS, NSI) are in no version and fall out below, as do codes of another level.
mentions as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        change_text,
        unnest(
            list_distinct(
                regexp_extract_all(
                    regexp_replace(change_text, '\b([A-Z]{2}) (\d)', '\1\2', 'g'), '\b[A-Z]{2}[A-Z0-9]{1,3}\b'
                )
            )
        ) as mentioned_code
    from correspondences
    where change_text is not null
),

named_by_ended as (
    select
        mentions.version_from,
        mentions.code_from,
        mentions.version_to,
        mentions.mentioned_code as code_to,
        'named' as basis,
        1 as basis_rank,
        mentions.change_text as kind_text,
        mentions.change_text
    from mentions
    inner join compared_codes
        on
            mentions.version_from = compared_codes.version_from
            and mentions.version_to = compared_codes.version_to
            and mentions.mentioned_code = compared_codes.nuts_code
            and compared_codes.is_begun
    where length(mentions.code_from) = length(mentions.mentioned_code)
),

named_by_begun as (
    select
        mentions.version_from,
        mentions.mentioned_code as code_from,
        mentions.version_to,
        mentions.code_to,
        'named' as basis,
        2 as basis_rank,
        mentions.change_text as kind_text,
        mentions.change_text
    from mentions
    inner join compared_codes
        on
            mentions.version_from = compared_codes.version_from
            and mentions.version_to = compared_codes.version_to
            and mentions.mentioned_code = compared_codes.nuts_code
            and compared_codes.is_ended
    where length(mentions.code_to) = length(mentions.mentioned_code)
),

-- In the sheets of changes one cell stands for the regions that changed together: a blank means "as above".
grouped_changes as (
    select
        version_from,
        version_to,
        source_file,
        code_from,
        code_to,
        count(change_text) over (
            partition by source_file
            order by source_row_number
        ) as group_number,
        last_value(change_text ignore nulls) over (
            partition by source_file
            order by source_row_number
        ) as change_text
    from {{ ref('stg_regions__nuts_changes') }}
),

changed_together as (
    select
        ended.version_from,
        ended.code_from,
        ended.version_to,
        begun.code_to,
        'changed_together' as basis,
        10 as basis_rank,
        ended_codes.change_text as kind_text,
        ended.change_text
    from grouped_changes as ended
    inner join grouped_changes as begun
        on
            ended.source_file = begun.source_file
            and ended.group_number = begun.group_number
    inner join compared_codes as ended_codes
        on
            ended.version_from = ended_codes.version_from
            and ended.version_to = ended_codes.version_to
            and ended.code_from = ended_codes.nuts_code
            and ended_codes.is_ended
    inner join compared_codes as begun_codes
        on
            begun.version_from = begun_codes.version_from
            and begun.version_to = begun_codes.version_to
            and begun.code_to = begun_codes.nuts_code
            and begun_codes.is_begun
),

unioned as (
    select * from same_row
    union all
    select * from named_by_ended
    union all
    select * from named_by_begun
    union all
    select * from changed_together
)

select
    version_from,
    code_from,
    version_to,
    code_to,
    basis,
    kind_text,
    change_text
from unioned
qualify row_number() over (
    partition by version_from, code_from, version_to, code_to
    order by basis_rank, change_text
) = 1

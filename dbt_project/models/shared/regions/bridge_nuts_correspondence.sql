with stated as (
    select * from {{ ref('int_nuts_correspondences__stated') }}
),

compared_codes as (
    select * from {{ ref('int_nuts_codes__compared') }}
),

kinds as (
    select
        stated.version_from,
        stated.code_from,
        stated.version_to,
        stated.code_to,
        arg_min(change_kinds.change_kind, change_kinds.kind_rank) as change_kind,
        arg_min(change_kinds.is_territory_kept, change_kinds.kind_rank) as is_territory_kept
    from stated
    inner join {{ ref('nuts_change_kinds') }} as change_kinds
        on contains(lower(stated.kind_text), change_kinds.phrase)
    group by all
),

described as (
    select
        stated.version_from,
        stated.code_from,
        stated.version_to,
        stated.code_to,
        stated.basis,
        stated.change_text,
        case
            when kinds.change_kind is not null then kinds.change_kind
            when stated.kind_text is not null then 'other'
            when stated.code_from = stated.code_to then 'unchanged'
            else 'recoded'
        end as change_kind,
        count(*) over (partition by stated.version_from, stated.version_to, stated.code_from)
            as successor_count,
        case
            when stated.kind_text is null then stated.basis = 'same_row'
            else coalesce(kinds.is_territory_kept, false)
        end as is_territory_kept
    from stated
    left join kinds
        on
            stated.version_from = kinds.version_from
            and stated.version_to = kinds.version_to
            and stated.code_from = kinds.code_from
            and stated.code_to = kinds.code_to
),

-- Official is what the table says: the whole of the old region lies in the new one. Shares of a region that
-- was split or lost territory are in no table, so there is no number to give.
stated_pairs as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        basis,
        change_kind,
        change_text,
        case when is_territory_kept and successor_count = 1 then 1 end as weight_share,
        is_territory_kept and successor_count = 1 as is_weight_official
    from described
),

silent_ended as (
    select
        version_from,
        version_to,
        nuts_code,
        change_text
    from compared_codes
    where
        is_ended
        and not exists (
            select 1 from stated_pairs
            where
                stated_pairs.version_from = compared_codes.version_from
                and stated_pairs.version_to = compared_codes.version_to
                and stated_pairs.code_from = compared_codes.nuts_code
        )
),

-- What became of a region of which nothing is said shows in the regions inside it.
parts as (
    select
        silent_ended.version_from,
        silent_ended.nuts_code as code_from,
        silent_ended.version_to,
        left(stated_pairs.code_to, length(silent_ended.nuts_code)) as code_to,
        any_value(silent_ended.change_text) as change_text,
        bool_and(stated_pairs.weight_share is not null) as is_every_part_whole
    from silent_ended
    inner join stated_pairs
        on
            silent_ended.version_from = stated_pairs.version_from
            and silent_ended.version_to = stated_pairs.version_to
            and starts_with(stated_pairs.code_from, silent_ended.nuts_code)
            and length(stated_pairs.code_from) > length(silent_ended.nuts_code)
    group by all
),

part_pairs as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        'from_parts' as basis,
        case
            when count(*) over (partition by version_from, version_to, code_from) > 1 then 'split'
            else 'merged'
        end as change_kind,
        change_text,
        case
            when
                count(*) over (partition by version_from, version_to, code_from) = 1
                and is_every_part_whole
                then 1
        end as weight_share,
        false as is_weight_official
    from parts
),

pairs as (
    select * from stated_pairs
    union all
    select * from part_pairs
),

-- A code that nothing leads from or to stands here with one side blank, so that none is lost.
alone as (
    select
        compared_codes.version_from,
        case when compared_codes.is_ended then compared_codes.nuts_code end as code_from,
        compared_codes.version_to,
        case when compared_codes.is_begun then compared_codes.nuts_code end as code_to,
        'none' as basis,
        case when compared_codes.is_ended then 'ended' else 'begun' end as change_kind,
        compared_codes.change_text,
        cast(null as double) as weight_share,
        false as is_weight_official
    from compared_codes
    where
        (
            compared_codes.is_ended
            and not exists (
                select 1 from pairs
                where
                    pairs.version_from = compared_codes.version_from
                    and pairs.version_to = compared_codes.version_to
                    and pairs.code_from = compared_codes.nuts_code
            )
        ) or (
            compared_codes.is_begun
            and not exists (
                select 1 from pairs
                where
                    pairs.version_from = compared_codes.version_from
                    and pairs.version_to = compared_codes.version_to
                    and pairs.code_to = compared_codes.nuts_code
            )
        )
),

unioned as (
    select * from pairs
    union all
    select * from alone
)

select
    coalesce(unioned.code_from, '') || '@' || unioned.version_from
    || '>' || coalesce(unioned.code_to, '') || '@' || unioned.version_to as nuts_correspondence_id,
    unioned.version_from,
    unioned.code_from,
    unioned.version_to,
    unioned.code_to,
    unioned.basis,
    unioned.change_kind,
    unioned.change_text,
    cast(unioned.weight_share as double) as weight_share,
    unioned.is_weight_official,
    coalesce(older.region_label = newer.region_label, false) as is_same_name
from unioned
left join compared_codes as older
    on
        unioned.version_from = older.version_from
        and unioned.version_to = older.version_to
        and unioned.code_from = older.nuts_code
left join compared_codes as newer
    on
        unioned.version_from = newer.version_from
        and unioned.version_to = newer.version_to
        and unioned.code_to = newer.nuts_code

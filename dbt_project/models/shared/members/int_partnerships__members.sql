-- What is known of the members, beside the size that a page states. A workbook that names members names all of them.
with counted as (
    select
        partnership_id,
        count(*) as members_known,
        count(*) filter (where member_kind = 'nested') as members_nested,
        count(*) filter (where member_kind = 'country') as members_countries,
        count(*) filter (where member_kind = 'without_code') as members_without_code
    from {{ ref('int_memberships__current') }}
    group by all
),

declared as (
    select
        partnership_id,
        max(workbook_stated_on) as stated_on
    from {{ ref('stg_registry__workbook_members') }}
    group by all
),

sized as (
    select
        partnerships.partnership_id,
        coalesce(counted.members_known, 0) as members_known,
        coalesce(counted.members_nested, 0) as members_nested,
        coalesce(counted.members_countries, 0) as members_countries,
        coalesce(counted.members_without_code, 0) as members_without_code,
        case when declared.partnership_id is null then facts.members_stated else counted.members_known end
            as members_stated,
        case when declared.partnership_id is null then facts.members_stated_on else declared.stated_on end
            as members_stated_on,
        case when declared.partnership_id is null then facts.members_stated_of else 'regions' end
            as members_stated_of,
        declared.partnership_id is not null as is_declared
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    left join {{ ref('stg_registry__partnerships') }} as facts
        on partnerships.partnership_id = facts.partnership_id
    left join counted on partnerships.partnership_id = counted.partnership_id
    left join declared on partnerships.partnership_id = declared.partnership_id
),

-- A member inside another one, or one without a code, may be counted otherwise by the page: then nothing shows that
-- all are known.
judged as (
    select
        sized.*,
        sizes.size_words,
        sizes.counts_regions,
        sized.is_declared
        or coalesce(
            sizes.counts_regions
            and sized.members_known >= sized.members_stated
            and sized.members_nested + sized.members_without_code = 0,
            false
        ) as is_membership_complete
    from sized
    left join {{ ref('stated_sizes') }} as sizes on sized.members_stated_of = sizes.members_stated_of
)

select
    partnership_id,
    members_known,
    members_stated,
    members_stated_on,
    members_stated_of,
    members_nested,
    members_countries,
    members_without_code,
    is_membership_complete,
    case
        when is_membership_complete then members_known
        when counts_regions and members_stated > members_known then members_stated
    end as members_in_all,
    case
        when is_membership_complete
            then
                'all ' || members_known || ' known'
                || case when members_known > members_stated then ' (its page says ' || members_stated || ')' else '' end
        when members_stated is null
            then coalesce(cast(nullif(members_known, 0) as varchar), 'none') || ' known, of an unknown number'
        else members_known || ' of ' || replace(size_words, '{}', cast(members_stated as varchar)) || ' known'
    end as members_words
from judged

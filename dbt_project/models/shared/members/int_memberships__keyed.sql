with workbook as (
    select * from {{ ref('stg_registry__workbook_members') }}
),

-- A workbook that names members of a partnership names all of them; one that names none says nothing of them.
facts_alone as (
    select facts.*
    from {{ ref('stg_registry__partnership_regions') }} as facts
    anti join workbook on facts.partnership_id = workbook.partnership_id
),

overlaid as (
    select
        partnership_id,
        nuts_code,
        country_code,
        region_name,
        role,
        notes,
        source,
        confidence,
        valid_from,
        valid_to,
        stated_on
    from facts_alone
    union all
    select
        workbook.partnership_id,
        workbook.nuts_code,
        workbook.country_code,
        workbook.region_name,
        workbook.role,
        workbook.notes,
        {{ workbook_source('workbook') }} as source,
        'declared' as confidence,
        workbook.valid_from,
        workbook.valid_to,
        coalesce(workbook.stated_on, workbook.workbook_stated_on) as stated_on
    from workbook
),

-- A region without a NUTS code of its own (a food valley, a group of municipalities) is a member all
-- the same. A name in another script has no letters for an id and stands as it is.
identified as (
    select
        overlaid.* exclude (region_name),
        coalesce(names.region_name, overlaid.region_name) as region_name,
        overlaid.region_name as stated_name,
        coalesce(
            overlaid.nuts_code,
            'own:' || lower(overlaid.country_code) || ':'
            || coalesce(nullif({{ slug('overlaid.region_name') }}, ''), lower(overlaid.region_name))
        ) as member_id
    from overlaid
    left join {{ region_names() }} as names on overlaid.nuts_code = names.nuts_code
)

select
    concat_ws('|', partnership_id, member_id, role, coalesce(valid_from, '')) as membership_id,
    partnership_id,
    nuts_code,
    country_code,
    region_name,
    stated_name,
    role,
    notes,
    source,
    confidence,
    valid_from,
    valid_to,
    stated_on,
    member_id,
    {{ partial_date_start('valid_from') }} as valid_from_date,
    {{ partial_date_end('valid_to') }} as valid_to_date
from identified

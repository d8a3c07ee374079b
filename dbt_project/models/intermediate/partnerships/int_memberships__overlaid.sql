with workbook as (
    select * from {{ ref('stg_registry__workbook_members') }}
),

-- A workbook that names members of a partnership names all of them; one that names none says nothing of them.
facts_alone as (
    select facts.*
    from {{ ref('stg_registry__partnership_regions') }} as facts
    anti join workbook on facts.partnership_id = workbook.partnership_id
)

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

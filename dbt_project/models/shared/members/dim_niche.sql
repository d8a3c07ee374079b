with workbook as (
    select * from {{ ref('stg_registry__workbook_niches') }}
),

slugged as (
    select
        *,
        {{ slug('niche') }} as niche_slug
    from workbook
),

-- A niche that a workbook names without its link keeps the link that it is shipped with.
linked as (
    select slugged.* replace (coalesce(slugged.value_chain_link, shipped.value_chain_link) as value_chain_link)
    from slugged
    left join {{ ref('stg_registry__theme_niches') }} as shipped
        on slugged.partnership_id = shipped.partnership_id and slugged.niche_slug = shipped.niche_id
),

-- Names that differ in letters a slug cannot hold (Greek, Cyrillic) would share an id; their row parts them.
declared as (
    select
        partnership_id,
        case
            when niche_slug = '' or count(*) over (partition by partnership_id, niche_slug) > 1
                then concat_ws('-', nullif(niche_slug, ''), 'row', source_row_number)
            else niche_slug
        end as niche_id,
        niche as niche_name,
        synonyms as niche_synonyms,
        description as niche_description,
        value_chain_link,
        'workbook' as niche_basis,
        {{ workbook_source('linked') }} as source,
        'declared' as confidence,
        source_file,
        source_sheet,
        source_row_number
    from linked
),

silent_workbooks as (
    select
        shipped.partnership_id,
        shipped.niche_id,
        shipped.niche,
        shipped.synonyms,
        cast(null as varchar) as description,
        shipped.value_chain_link,
        shipped.basis,
        shipped.source,
        shipped.confidence,
        shipped.source_file,
        cast(null as varchar) as source_sheet,
        shipped.source_row_number
    from {{ ref('stg_registry__theme_niches') }} as shipped
    left join workbook on shipped.partnership_id = workbook.partnership_id
    where workbook.partnership_id is null
),

stated as (
    select * from declared
    union all
    select * from silent_workbooks
)

select
    stated.*,
    links.link_name,
    links.link_rank
from stated
left join {{ ref('value_chain_links') }} as links on stated.value_chain_link = links.value_chain_link

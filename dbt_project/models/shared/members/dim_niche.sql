with workbook as (
    select * from {{ ref('stg_registry__workbook_niches') }}
),

slugged as (
    select
        *,
        {{ slug('niche') }} as niche_slug
    from workbook
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
        'workbook' as niche_basis,
        {{ workbook_source('slugged') }} as source,
        'declared' as confidence,
        source_file,
        source_sheet,
        source_row_number
    from slugged
),

silent_workbooks as (
    select
        shipped.partnership_id,
        shipped.niche_id,
        shipped.niche,
        shipped.synonyms,
        cast(null as varchar) as description,
        shipped.basis,
        shipped.source,
        shipped.confidence,
        shipped.source_file,
        cast(null as varchar) as source_sheet,
        shipped.source_row_number
    from {{ ref('stg_registry__theme_niches') }} as shipped
    left join workbook on shipped.partnership_id = workbook.partnership_id
    where workbook.partnership_id is null
)

select * from declared
union all
select * from silent_workbooks

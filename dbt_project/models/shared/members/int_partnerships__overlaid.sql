with niche_terms as (
    select
        partnership_id,
        list_sort(list_distinct(flatten(list(list_prepend(niche, synonyms))))) as terms
    from {{ ref('stg_registry__workbook_niches') }}
    group by partnership_id
),

-- A blank cell of a workbook says nothing, so a shipped fact shows through it; the source then names both.
overlaid as (
    select
        coalesce(workbook.partnership_id, facts.partnership_id) as partnership_id,
        coalesce(workbook.partnership_name, facts.partnership_name) as partnership_name,
        coalesce(workbook.platform_id, facts.platform_id) as platform_id,
        coalesce(workbook.platform_name, facts.platform_name) as platform_name,
        coalesce(workbook.status, facts.status) as status,
        case
            when workbook.status is not null then {{ workbook_source('workbook') }} else facts.status_evidence
        end as status_evidence,
        coalesce(workbook.website_url, facts.website_url) as website_url,
        case
            when len(workbook.theme_terms) > 0 or facts.partnership_id is null
                then coalesce(workbook.theme_terms, [])
            else facts.theme_terms
        end as keywords,
        coalesce(niche_terms.terms, []) as niche_terms,
        facts.theme_basis,
        coalesce(workbook.notes, facts.notes) as notes,
        case
            when workbook.partnership_id is null then facts.source
            else concat_ws('; ', {{ workbook_source('workbook') }}, facts.source)
        end as source,
        case when workbook.partnership_id is null then facts.confidence else 'declared' end as confidence,
        coalesce(workbook.launch_year, facts.launch_year) as launch_year,
        workbook.partnership_id is null and facts.is_placeholder as is_placeholder,
        coalesce(len(workbook.theme_terms), 0) > 0 or len(niche_terms.terms) > 0 as has_declared_terms
    from {{ ref('stg_registry__partnerships') }} as facts
    full outer join {{ ref('stg_registry__workbook_partnerships') }} as workbook
        on facts.partnership_id = workbook.partnership_id
    left join niche_terms on workbook.partnership_id = niche_terms.partnership_id
)

select
    partnership_id,
    partnership_name,
    platform_id,
    platform_name,
    status,
    status_evidence,
    website_url,
    keywords || list_filter(niche_terms, lambda x: not list_contains(keywords, x)) as theme_terms,
    keywords,
    case when has_declared_terms then 'from the workbook' else theme_basis end as theme_basis,
    notes,
    source,
    confidence,
    launch_year,
    is_placeholder
from overlaid

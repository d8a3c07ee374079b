with niche_terms as (
    select
        partnership_id,
        list_sort(list_distinct(flatten(list(list_prepend(niche, synonyms))))) as terms
    from {{ ref('stg_registry__workbook_niches') }}
    group by partnership_id
),

-- The newest act in public that shows life, and that has begun for certain.
signs_of_life as (
    select
        acts.partnership_id,
        max(acts.act_from) as last_public_sign_from,
        arg_max(acts.act_to, acts.act_from) as last_public_sign_to,
        arg_max(acts.act_name, acts.act_from) as last_public_sign
    from {{ ref('stg_registry__acts') }} as acts
    inner join {{ ref('act_kinds') }} as kinds on acts.act_kind = kinds.act_kind
    where
        kinds.is_sign_of_life
        and coalesce(regexp_matches(acts.act_name, kinds.name_pattern), true)
        and acts.act_from <= {{ as_of() }}
    group by all
),

-- Pages of silent partnerships stay online: what they say of activity holds as long as a dated act bears it out.
borne_out as (
    select
        facts.* exclude (status, status_evidence), -- noqa: RF02
        signs_of_life.last_public_sign_from,
        signs_of_life.last_public_sign_to,
        signs_of_life.last_public_sign,
        facts.status as status_on_page,
        facts.status_evidence as evidence_on_page,
        signs_of_life.last_public_sign_from
        >= {{ as_of() }} - to_months(cast({{ parameter('status_evidence_max_months') }} as integer)) as has_recent_sign
    from {{ ref('stg_registry__partnerships') }} as facts
    left join signs_of_life on facts.partnership_id = signs_of_life.partnership_id
),

shipped as (
    select
        * exclude (status_on_page, evidence_on_page, has_recent_sign),
        case when has_recent_sign or status_on_page != 'active' then status_on_page end as status,
        case
            when status_on_page != 'active' then evidence_on_page
            when has_recent_sign and status_on_page is not null
                then
                    last_public_sign || ', ' || {{ span_in_words('last_public_sign_from', 'last_public_sign_to') }}
        end as status_evidence
    from borne_out
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
        coalesce(workbook.scope, profiles.scope) as scope,
        case when workbook.scope is not null then 'workbook' else profiles.basis end as scope_basis,
        case
            when workbook.scope is not null then {{ workbook_source('workbook') }}
            else profiles.source
        end as scope_source,
        case when workbook.scope is not null then 'declared' else profiles.confidence end as scope_confidence,
        case
            when workbook.scope is not null then {{ row_origin('workbook') }}
            else profiles.source_file || ', row ' || profiles.source_row_number
        end as scope_origin,
        coalesce(workbook.notes, facts.notes) as notes,
        case
            when workbook.partnership_id is null then facts.source
            else concat_ws('; ', {{ workbook_source('workbook') }}, facts.source)
        end as source,
        case when workbook.partnership_id is null then facts.confidence else 'declared' end as confidence,
        coalesce(workbook.launch_year, facts.launch_year) as launch_year,
        workbook.partnership_id is null and facts.is_placeholder as is_placeholder,
        facts.last_public_sign,
        facts.last_public_sign_from,
        facts.last_public_sign_to,
        coalesce(len(workbook.theme_terms), 0) > 0 or len(niche_terms.terms) > 0 as has_declared_terms
    from shipped as facts
    full outer join {{ ref('stg_registry__workbook_partnerships') }} as workbook
        on facts.partnership_id = workbook.partnership_id
    left join niche_terms on workbook.partnership_id = niche_terms.partnership_id
    left join {{ ref('stg_registry__theme_profiles') }} as profiles
        on coalesce(workbook.partnership_id, facts.partnership_id) = profiles.partnership_id
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
    scope,
    scope_basis,
    scope_source,
    scope_confidence,
    scope_origin,
    notes,
    source,
    confidence,
    launch_year,
    is_placeholder,
    last_public_sign,
    last_public_sign_from,
    last_public_sign_to
from overlaid

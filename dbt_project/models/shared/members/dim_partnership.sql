select
    partnerships.partnership_id,
    partnerships.partnership_name,
    partnerships.platform_id,
    partnerships.platform_name,
    partnerships.launch_year,
    partnerships.status,
    partnerships.status_evidence,
    partnerships.website_url,
    partnerships.theme_terms,
    partnerships.theme_basis,
    scopes.scope,
    scopes.basis as scope_basis,
    scopes.source as scope_source,
    scopes.confidence as scope_confidence,
    partnerships.notes,
    partnerships.is_placeholder,
    partnerships.source,
    partnerships.confidence
from {{ ref('int_partnerships__overlaid') }} as partnerships
left join {{ ref('int_partnerships__scopes') }} as scopes
    on partnerships.partnership_id = scopes.partnership_id

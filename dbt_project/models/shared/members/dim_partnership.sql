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
    partnerships.last_public_sign,
    partnerships.last_public_sign_from,
    partnerships.last_public_sign_to,
    partnerships.is_placeholder,
    cast(members.members_known as integer) as members_known,
    cast(members.members_stated as integer) as members_stated,
    members.members_stated_on,
    members.members_stated_of,
    cast(members.members_nested as integer) as members_nested,
    cast(members.members_countries as integer) as members_countries,
    cast(members.members_without_code as integer) as members_without_code,
    members.is_membership_complete,
    members.members_words,
    partnerships.source,
    partnerships.confidence
from {{ ref('int_partnerships__overlaid') }} as partnerships
left join {{ ref('int_partnerships__scopes') }} as scopes
    on partnerships.partnership_id = scopes.partnership_id
inner join {{ ref('int_partnerships__members') }} as members
    on partnerships.partnership_id = members.partnership_id

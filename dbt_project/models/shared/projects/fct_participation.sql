with keyed as (
    select
        *,
        case when is_demo then 'demo:' else 'cordis:' end || pic as record_id
    from {{ ref('int_participations__unioned') }}
)

select
    participations.participation_id,
    participations.project_id,
    organisation_links.organisation_id,
    participations.record_id,
    participations.pic,
    projects.programme_id,
    participations.role,
    participations.participation_order,
    participations.country_code,
    participations.nuts_code,
    code_placements.region_id,
    coalesce(code_placements.placement, 'no_code') as placement,
    participations.ec_contribution_eur,
    participations.net_ec_contribution_eur,
    participations.is_sme,
    participations.is_ended,
    participations.is_demo,
    participations.source_file,
    participations.source_row_number
from keyed as participations
inner join {{ ref('stg_enrich__organisation_links') }} as organisation_links
    on participations.record_id = organisation_links.record_id
left join {{ ref('int_participations__code_placements') }} as code_placements
    on participations.nuts_code = code_placements.nuts_code
left join {{ ref('int_projects__unioned') }} as projects on participations.project_id = projects.project_id

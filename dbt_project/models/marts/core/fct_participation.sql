select
    participations.participation_id,
    participations.project_id,
    participations.organisation_id,
    participations.record_id,
    participations.pic,
    projects.programme_id,
    participations.role,
    participations.participation_order,
    participations.country_code,
    participations.nuts_code,
    participations.region_id,
    participations.placement,
    participations.ec_contribution_eur,
    participations.net_ec_contribution_eur,
    participations.is_sme,
    participations.is_ended,
    participations.is_demo,
    participations.source_file,
    participations.source_row_number
from {{ ref('int_participations__placed') }} as participations
left join {{ ref('int_projects__unioned') }} as projects on participations.project_id = projects.project_id

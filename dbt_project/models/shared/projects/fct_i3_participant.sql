select
    participants.i3_participant_id,
    participants.project_id,
    organisation_links.organisation_id,
    participants.record_id,
    participants.pic,
    participants.role,
    participants.participation_order,
    participants.organisation_name,
    participants.country_code,
    participants.city,
    participants.ec_contribution_eur,
    participants.is_name_withheld
from {{ ref('int_organisations__portal_participants') }} as participants
inner join {{ ref('stg_enrich__organisation_links') }} as organisation_links
    on participants.record_id = organisation_links.record_id

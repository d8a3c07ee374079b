-- Who has no city had the address suppressed, as natural persons have: the name is withheld as in CORDIS.
select
    project_records.project_number || '|' || participants.participant_order as i3_participant_id,
    project_records.project_number as project_id,
    'portal_projects:' || coalesce(
        participants.pic,
        project_records.project_number || '|' || participants.participant_order
    ) as record_id,
    participants.pic,
    participants.role,
    participants.participant_order as participation_order,
    case when participants.city is not null then participants.legal_name end as organisation_name,
    participants.country_code,
    participants.city,
    participants.ec_contribution_eur,
    participants.city is null as is_name_withheld,
    project_records.start_date as stated_on,
    participants.source_file
from {{ ref('stg_i3__participants') }} as participants
inner join {{ ref('int_i3_projects__records') }} as project_records
    on
        participants.source_file = project_records.source_file
        and participants.source_row_number = project_records.source_row_number

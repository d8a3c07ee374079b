with

participants as (

    select * from {{ ref('int_organisations__portal_participants') }}

),

organisation_links as (

    select * from {{ ref('stg_enrich__organisation_links') }}

),

final as (

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
    from participants
    inner join organisation_links on participants.record_id = organisation_links.record_id

)

select * from final

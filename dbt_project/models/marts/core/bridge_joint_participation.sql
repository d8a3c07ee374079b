with

joint_participations as (

    select * from {{ ref('int_joint_projects__participations') }}

),

final as (

    select
        partnership_id || '|' || member_id || '|' || participation_id as joint_participation_id,
        partnership_id,
        project_id,
        member_id,
        participation_id,
        organisation_id,
        record_id,
        is_demo
    from joint_participations

)

select * from final

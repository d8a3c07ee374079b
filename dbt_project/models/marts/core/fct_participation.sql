with

participations as (

    select * from {{ ref('int_participations__placed') }}

),

final as (

    select
        participation_id,
        project_id,
        organisation_id,
        pic,
        role,
        participation_order,
        country_code,
        nuts_code,
        region_id,
        placement,
        ec_contribution_eur,
        net_ec_contribution_eur,
        is_sme,
        is_ended,
        is_demo,
        source_file,
        source_row_number
    from participations

)

select * from final

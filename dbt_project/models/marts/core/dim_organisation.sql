with

organisations as (

    select * from {{ ref('int_organisations__by_pic') }}

),

final as (

    select
        organisation_id,
        pic,
        organisation_name,
        short_name,
        activity_type_code,
        helix,
        country_code,
        nuts_code,
        city,
        website_url,
        is_name_withheld,
        is_demo
    from organisations

)

select * from final

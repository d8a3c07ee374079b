with money as (
    select
        organisation_id,
        cast(coalesce(sum(net_ec_contribution_eur), 0) as decimal(18, 2)) as contribution_eur
    from {{ ref('int_participations__unioned') }}
    group by all
),

cordis_records as (
    select
        case when by_pic.is_demo then 'demo' else 'cordis' end as source,
        by_pic.pic as record_key,
        by_pic.pic,
        by_pic.vat_number,
        by_pic.organisation_name,
        by_pic.short_name,
        by_pic.activity_type_code,
        by_pic.helix,
        by_pic.country_code,
        by_pic.nuts_code,
        by_pic.city,
        by_pic.street,
        by_pic.website_url,
        money.contribution_eur,
        by_pic.is_name_withheld,
        by_pic.is_demo
    from {{ ref('int_organisations__by_pic') }} as by_pic
    inner join money on by_pic.organisation_id = money.organisation_id
),

-- One code stands in several projects, mostly under one name: the newest project that names it speaks.
portal_records as (
    select
        'portal_projects' as source,
        replace(record_id, 'portal_projects:', '') as record_key,
        pic,
        cast(null as varchar) as vat_number,
        organisation_name,
        cast(null as varchar) as short_name,
        cast(null as varchar) as activity_type_code,
        cast(null as varchar) as helix,
        country_code,
        cast(null as varchar) as nuts_code,
        city,
        cast(null as varchar) as street,
        cast(null as varchar) as website_url,
        cast(coalesce(sum(ec_contribution_eur) over (partition by record_id), 0) as decimal(18, 2))
            as contribution_eur,
        bool_and(is_name_withheld) over (partition by record_id) as is_name_withheld,
        false as is_demo
    from {{ ref('int_organisations__portal_participants') }}
    qualify row_number() over (
        partition by record_id
        order by is_name_withheld asc, stated_on desc nulls last, i3_participant_id asc
    ) = 1
),

shipped_records as (
    select
        'shipped_i3_projects' as source,
        record_key,
        cast(null as varchar) as pic,
        cast(null as varchar) as vat_number,
        organisation_name,
        cast(null as varchar) as short_name,
        cast(null as varchar) as activity_type_code,
        cast(null as varchar) as helix,
        country_code,
        cast(null as varchar) as nuts_code,
        cast(null as varchar) as city,
        cast(null as varchar) as street,
        cast(null as varchar) as website_url,
        cast(0 as decimal(18, 2)) as contribution_eur,
        false as is_name_withheld,
        false as is_demo
    from {{ ref('int_organisations__shipped_partners') }}
),

unioned as (
    select * from cordis_records
    union all
    select * from portal_records
    union all
    select * from shipped_records
)

select
    source || ':' || record_key as record_id,
    *
from unioned

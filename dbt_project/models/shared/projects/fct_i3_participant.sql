with portal as (
    select * from {{ ref('int_organisations__portal_participants') }}
),

-- What public pages say of a project's partners stands where the index does not bring it.
named as (
    select
        i3_participant_id,
        project_id,
        record_id,
        pic,
        role,
        participation_order,
        organisation_name,
        country_code,
        city,
        ec_contribution_eur,
        is_name_withheld,
        false as is_from_pages
    from portal
    union all
    select
        partners.record_key as i3_participant_id,
        projects.project_id,
        partners.record_id,
        null as pic,
        case when ends_with(partners.record_key, '|coordinator') then 'coordinator' else 'participant' end as role,
        try_cast(split_part(partners.record_key, '|', -1) as integer) as participation_order,
        partners.organisation_name,
        partners.country_code,
        null as city,
        null as ec_contribution_eur,
        false as is_name_withheld,
        true as is_from_pages
    from {{ ref('int_organisations__shipped_partners') }} as partners
    inner join {{ ref('int_i3_projects__shipped') }} as projects
        on split_part(partners.record_key, '|', 1) = projects.acronym
    anti join portal on projects.project_id = portal.project_id
)

select
    named.i3_participant_id,
    named.project_id,
    organisation_links.organisation_id,
    named.record_id,
    named.pic,
    named.role,
    named.participation_order,
    named.organisation_name,
    named.country_code,
    named.city,
    organisations.nuts_code,
    named.ec_contribution_eur,
    named.is_name_withheld
from named
inner join {{ ref('stg_enrich__organisation_links') }} as organisation_links
    on named.record_id = organisation_links.record_id
left join {{ ref('dim_organisation') }} as organisations
    on organisation_links.organisation_id = organisations.organisation_id
-- A page names the coordinator among the partners once more.
qualify
    not named.is_from_pages
    or row_number() over (
        partition by named.project_id, organisation_links.organisation_id
        order by named.participation_order nulls first
    ) = 1

with projects as (
    select * from {{ ref('stg_i3__shipped_projects') }}
),

partners as (
    select
        acronym,
        source,
        unnest(partner_names) as organisation_name,
        generate_subscripts(partner_names, 1) as partner_number
    from projects
)

-- Public pages name partners in words: no code, no city, and the country of the coordinator alone.
select
    'shipped_i3_projects:' || acronym || '|coordinator' as record_id,
    acronym || '|coordinator' as record_key,
    coordinator_name as organisation_name,
    coordinator_country_code as country_code,
    source
from projects
where coordinator_name is not null
union all
select
    'shipped_i3_projects:' || acronym || '|' || partner_number as record_id,
    acronym || '|' || partner_number as record_key,
    organisation_name,
    cast(null as varchar) as country_code,
    source
from partners

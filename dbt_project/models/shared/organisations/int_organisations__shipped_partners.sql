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
),

-- A name of several words that CORDIS knows in one country alone tells the country; a single word may be anybody's.
known_names as (
    select
        trim({{ words_apart('lower(strip_accents(organisation_name))') }}) as name_words,
        any_value(country_code) as country_code
    from {{ ref('int_participations__unioned') }}
    where not is_demo
    group by name_words
    having count(distinct country_code) = 1 and contains(name_words, ' ')
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
    'shipped_i3_projects:' || partners.acronym || '|' || partners.partner_number as record_id,
    partners.acronym || '|' || partners.partner_number as record_key,
    partners.organisation_name,
    known_names.country_code,
    partners.source
from partners
left join known_names
    on trim({{ words_apart('lower(strip_accents(partners.organisation_name))') }}) = known_names.name_words

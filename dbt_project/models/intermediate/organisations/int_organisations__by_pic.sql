with participations as (
    select * from {{ ref('int_participations__unioned') }}
),

-- CORDIS suppresses address, VAT number and SME flag for natural persons, and only for them and a few
-- others.
suppressed as (
    select distinct
        organisation_id,
        organisation_name
    from participations
    where
        not is_demo
        and (activity_type_code is null or activity_type_code = 'PRC')
        and coalesce(is_sme::varchar, vat_number, street, post_code, city) is null
),

-- Words are compared whole and without accents: "AS" must not be found inside a family name.
named_like_organisations as (
    select distinct suppressed.organisation_id
    from suppressed
    inner join {{ ref('organisation_words') }} as organisation_words
        on contains(
            ' '
            || regexp_replace(upper(strip_accents(suppressed.organisation_name)), '[^A-Z0-9./&]+', ' ', 'g')
            || ' ',
            ' ' || upper(organisation_words.organisation_word) || ' '
        )
),

natural_persons as (
    select distinct suppressed.organisation_id
    from suppressed
    anti join
        named_like_organisations
        on suppressed.organisation_id = named_like_organisations.organisation_id
),

-- A PIC has one name and address in a release; the newest row is taken should a release ever disagree
-- with itself.
latest as (
    select *
    from participations
    qualify row_number() over (
        partition by organisation_id
        order by content_updated_date desc nulls last, source_row_number asc
    ) = 1
)

select
    latest.organisation_id,
    latest.pic,
    case when natural_persons.organisation_id is null then latest.organisation_name end
        as organisation_name,
    case when natural_persons.organisation_id is null then latest.short_name end as short_name,
    latest.activity_type_code,
    activity_types.helix,
    latest.country_code,
    latest.nuts_code,
    latest.city,
    case when natural_persons.organisation_id is null then latest.street end as street,
    case when natural_persons.organisation_id is null then latest.vat_number end as vat_number,
    case when natural_persons.organisation_id is null then latest.website_url end as website_url,
    natural_persons.organisation_id is not null as is_name_withheld,
    latest.is_demo
from latest
left join natural_persons on latest.organisation_id = natural_persons.organisation_id
left join {{ ref('helix_by_activity_type') }} as activity_types
    on latest.activity_type_code = activity_types.activity_type_code

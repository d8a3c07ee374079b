with money as (
    select
        organisation_id,
        cast(coalesce(sum(net_ec_contribution_eur), 0) as decimal(18, 2)) as contribution_eur
    from {{ ref('int_participations__unioned') }}
    group by all
),

participations as (
    select * from {{ ref('int_participations__unioned') }}
),

folded as (
    select
        *,
        -- The point of an abbreviated word ("Inc.") goes, that of initials ("S.A.") stays.
        regexp_replace(
            ' ' || regexp_replace(upper(strip_accents(organisation_name)), '[^A-Z0-9./&]+', ' ', 'g') || ' ',
            '([A-Z]{3})\. ', '\1 ', 'g'
        ) as folded_name,
        string_split_regex(
            trim(regexp_replace(upper(strip_accents(organisation_name)), '[^A-Z]+', ' ', 'g')), ' '
        ) as words
    from participations
),

-- CORDIS suppresses address, VAT number and SME flag for natural persons, and only for them and a few others. Some give
-- a street all the same: several signs together speak for those, a name of two to four words among them.
suspected as (
    select
        organisation_id,
        any_value(words) as words,
        list(distinct folded_name) as folded_names,
        bool_or(coalesce(cast(is_sme as varchar), vat_number, street, post_code, city) is null) as is_suppressed
    from folded
    where not is_demo and (activity_type_code is null or activity_type_code = 'PRC')
    group by all
    having
        is_suppressed
        or bool_and(
            vat_number is null
            and website_url is null
            and is_sme is not true
            and regexp_full_match(organisation_name, '\p{L}[\p{L}''’.-]*(?: \p{L}[\p{L}''’.-]*){1,3}')
        )
),

-- Words are compared whole and without accents: "AS" must not be found inside a family name.
named_like_organisations as (
    select distinct suspected.organisation_id
    from suspected
    inner join {{ ref('organisation_words') }} as organisation_words
        on contains(
            array_to_string(suspected.folded_names, ' '), ' ' || upper(organisation_words.organisation_word) || ' '
        )
),

words_of_organisations as (
    select spoken.word
    from folded
    cross join unnest(folded.words) as spoken (word)
    where folded.vat_number is not null or folded.website_url is not null or folded.activity_type_code != 'PRC'
    group by spoken.word
    having count(distinct folded.organisation_id) >= {{ parameter('organisation_word_min_names') }}
),

named_by_such_words as (
    select suspected.organisation_id
    from suspected
    cross join unnest(suspected.words) as named (word)
    left join words_of_organisations on named.word = words_of_organisations.word
    where not suspected.is_suppressed
    group by suspected.organisation_id
    having count(words_of_organisations.word) > {{ parameter('person_max_organisation_word_share') }} * count(*)
),

natural_persons as (
    select suspected.organisation_id
    from suspected
    anti join named_like_organisations on suspected.organisation_id = named_like_organisations.organisation_id
    anti join named_by_such_words on suspected.organisation_id = named_by_such_words.organisation_id
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
),

by_pic as (
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
    from by_pic
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

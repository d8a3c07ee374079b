with participations as (
    select * from {{ ref('int_participations__unioned') }}
),

written as (
    select
        case when is_demo then 'demo:' else 'cordis:' end || pic as record_id,
        'legal' as name_kind,
        organisation_name as name_written,
        source_file,
        content_updated_date as stated_on
    from participations
    union all
    select
        case when is_demo then 'demo:' else 'cordis:' end || pic as record_id,
        'short' as name_kind,
        short_name as name_written,
        source_file,
        content_updated_date as stated_on
    from participations
    union all
    select
        record_id,
        'legal' as name_kind,
        organisation_name as name_written,
        source_file,
        cast(null as date) as stated_on
    from {{ ref('int_organisations__portal_participants') }}
    union all
    select
        record_id,
        'as_named' as name_kind,
        organisation_name as name_written,
        source as source_file,
        cast(null as date) as stated_on
    from {{ ref('int_organisations__shipped_partners') }}
),

names_written as (
    select
        written.record_id,
        written.name_kind,
        written.name_written,
        written.source_file,
        min(written.stated_on) as first_stated_on,
        max(written.stated_on) as last_stated_on,
        count(*) as mention_count
    from written
    inner join {{ ref('int_organisations__records') }} as records on written.record_id = records.record_id
    where
        written.name_written is not null
        and not records.is_name_withheld
    group by all
)

-- Where one record of an organisation has its name withheld, the names of the others would give it away.
select
    md5(concat_ws(
        '|',
        names_written.record_id,
        names_written.name_kind,
        names_written.name_written,
        names_written.source_file
    )) as organisation_name_id,
    names_written.record_id,
    links.organisation_id,
    names_written.name_kind,
    names_written.name_written,
    names_written.source_file,
    names_written.mention_count,
    names_written.first_stated_on,
    names_written.last_stated_on
from names_written
inner join {{ ref('stg_enrich__organisation_links') }} as links on names_written.record_id = links.record_id
inner join {{ ref('dim_organisation') }} as organisations
    on links.organisation_id = organisations.organisation_id
where not organisations.is_name_withheld

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
from {{ ref('int_organisations__names') }} as names_written
inner join {{ ref('stg_enrich__organisation_links') }} as links on names_written.record_id = links.record_id
inner join {{ ref('int_organisations__resolved') }} as organisations
    on links.organisation_id = organisations.organisation_id
where not organisations.is_name_withheld

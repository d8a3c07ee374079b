with records as (
    select * from {{ ref('int_organisations__records') }}
),

links as (
    select * from {{ ref('stg_enrich__organisation_links') }}
),

counted as (
    select
        links.organisation_id,
        count(*) as record_count,
        count(distinct records.pic) as pic_count,
        list(distinct records.source order by records.source) as sources,
        bool_or(records.is_name_withheld) as is_name_withheld
    from links
    inner join records on links.record_id = records.record_id
    group by all
)

-- The record that gives the id speaks for the organisation. A name withheld in one record is withheld in all.
select
    links.organisation_id,
    records.pic,
    case when not counted.is_name_withheld then records.organisation_name end as organisation_name,
    case when not counted.is_name_withheld then records.short_name end as short_name,
    records.activity_type_code,
    records.helix,
    records.country_code,
    records.nuts_code,
    records.city,
    case when not counted.is_name_withheld then records.website_url end as website_url,
    counted.record_count,
    counted.pic_count,
    counted.sources,
    counted.is_name_withheld,
    records.is_demo
from links
inner join records on links.record_id = records.record_id
inner join counted on links.organisation_id = counted.organisation_id
where links.link_rule = 'own'

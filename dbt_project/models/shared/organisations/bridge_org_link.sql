select
    records.record_id,
    links.organisation_id,
    links.linked_record_id,
    records.source,
    records.record_key,
    records.pic,
    records.vat_number,
    records.country_code,
    links.link_rule,
    links.link_evidence,
    links.reviewer,
    links.link_confidence,
    records.is_demo
from {{ ref('int_organisations__records') }} as records
inner join {{ ref('stg_enrich__organisation_links') }} as links on records.record_id = links.record_id

select
    source_rows.record_id,
    source_rows.organisation_id,
    source_rows.linked_record_id,
    source_rows.link_rule,
    source_rows.confidence as link_confidence,
    source_rows.evidence as link_evidence,
    source_rows.reviewer
from {{ source('enrich', 'organisation_link') }} as source_rows

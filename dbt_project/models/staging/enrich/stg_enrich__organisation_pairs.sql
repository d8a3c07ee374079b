select
    source_rows.record_a,
    source_rows.record_b,
    source_rows.verdict as link_verdict,
    source_rows.link_rule,
    source_rows.confidence as link_confidence,
    source_rows.evidence as link_evidence,
    source_rows.override as override_kind,
    source_rows.split_record_id,
    source_rows.reviewer,
    source_rows.reason as override_reason
from {{ source('enrich', 'organisation_pair') }} as source_rows

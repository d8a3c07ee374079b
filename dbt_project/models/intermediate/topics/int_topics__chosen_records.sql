with topic_records as (
    select *
    from {{ ref('int_topics__portal_records') }}
    where record_kind = 'topic'
)

-- One identifier, many records. Precedence: what is listed still before what was; the current index before
-- the legacy copy; English before a translation; a full record before a stub; the later last deadline; the
-- newer internal number; then the reference, so that the choice is the same on every run.
select
    source_file,
    source_row_number,
    record_reference,
    topic_id,
    topic_key,
    record_kind,
    ccm2_id,
    call_id,
    call_title,
    topic_title,
    programme_code,
    action_type,
    deadline_model,
    keywords,
    record_url,
    language_code,
    data_source,
    last_listed_date,
    topic_status_at_source,
    opening_date,
    deadline_dates,
    budget_eur,
    min_grant_eur,
    max_grant_eur,
    expected_grant_count
from topic_records
qualify row_number() over (
    partition by topic_key
    order by
        last_listed_date desc nulls first,
        data_source = 'SEDIA' desc nulls last,
        language_code = 'en' desc nulls last,
        (topic_status_at_source is not null and len(deadline_dates) > 0) desc,
        list_max(deadline_dates) desc nulls last,
        try_cast(ccm2_id as bigint) desc nulls last,
        record_reference,
        source_file asc,
        source_row_number asc
) = 1

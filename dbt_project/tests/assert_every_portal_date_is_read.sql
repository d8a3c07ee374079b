-- A date form the macro does not know gives a topic without deadline. A few are a nuisance, many a
-- format change.
{{ config(severity='error', warn_if='>0', error_if='>20') }}
with dates as (
    select
        meta_identifier[1] as topic_id,
        unnest(list_concat(coalesce(meta_start_date, []), coalesce(meta_deadline_date, []))) as published
    from {{ source('funding_tenders', 'topics') }}
)

select
    topic_id,
    published
from dates
where nullif(trim(published), '') is not null and {{ brussels_date('published') }} is null

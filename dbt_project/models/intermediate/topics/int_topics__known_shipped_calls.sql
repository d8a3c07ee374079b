{{ config(materialized='view') }}

with

shipped_calls as (

    select * from {{ ref('stg_funding_tenders__shipped_calls') }}

),

-- A fact whose snapshot lies after the as-of date was not known then; one without a snapshot rests on
-- public pages.
final as (

    select
        topic_id,
        call_id,
        programme_name,
        strand_or_cluster,
        topic_title,
        action_type,
        deadline_model,
        keywords,
        topic_status_at_source,
        budget_eur,
        min_grant_eur,
        max_grant_eur,
        expected_grant_count,
        trl_min,
        trl_max,
        opening_date,
        deadline_dates,
        snapshot_date,
        source,
        confidence,
        upper(topic_id) as topic_key
    from shipped_calls
    where snapshot_date is null or snapshot_date <= {{ as_of() }}

)

select * from final

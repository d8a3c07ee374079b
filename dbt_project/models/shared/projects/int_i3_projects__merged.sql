with
-- The portal's record wins; a shipped fact fills only what that record leaves empty.
joined as (
    select
        coalesce(records.project_number, shipped_i3.project_id) as project_id,
        coalesce(records.acronym, shipped_i3.acronym) as acronym,
        coalesce(records.project_title, shipped_i3.project_title) as project_title,
        coalesce(records.topic_id, records.call_id, shipped_i3.topic_id, shipped_i3.call_id) as topic_id,
        coalesce(records.start_date, shipped_i3.start_date) as start_date,
        coalesce(records.end_date, shipped_i3.end_date) as end_date,
        coalesce(records.ec_max_contribution_eur, shipped_i3.ec_max_contribution_eur)
            as ec_max_contribution_eur,
        records.objective,
        records.project_number is not null as is_in_portal,
        shipped_i3.source as fact_source,
        shipped_i3.confidence
    from {{ ref('int_i3_projects__records') }} as records
    full outer join {{ ref('int_i3_projects__shipped') }} as shipped_i3
        on records.project_number = shipped_i3.project_id
)

select
    *,
    try_cast(nullif(regexp_extract(topic_id, '(?:^|-)(20\d{2})(?:-|$)', 1), '') as integer) as call_year
from joined

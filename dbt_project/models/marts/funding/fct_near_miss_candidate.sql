select
    candidates.partnership_id,
    candidates.gap_id,
    candidates.candidate_rank,
    candidates.nuts_code,
    candidates.region_name,
    candidates.country_code,
    candidates.cohesion_category,
    candidates.is_outermost,
    candidates.innovator_group,
    candidates.is_riv,
    candidates.riv_route,
    candidates.project_count as theme_project_count,
    candidates.organisation_count as theme_organisation_count,
    candidates.latest_project_year,
    candidates.closed_words,
    candidates.is_sufficient,
    candidates.is_demo
from {{ ref('int_gaps__candidates') }} as candidates
inner join {{ ref('int_gaps__near_misses') }} as near_misses
    on
        candidates.partnership_id = near_misses.partnership_id
        and candidates.gap_id = near_misses.gap_id

-- A region that is a member, lies in one or holds one closes no gap; nor does one without a project.
select
    candidates.partnership_id,
    candidates.gap_id,
    candidates.nuts_code
from {{ ref('fct_near_miss_candidate') }} as candidates
where
    candidates.theme_project_count < 1
    or exists (
        select 1 from {{ ref('int_memberships__current') }} as members
        where
            members.partnership_id = candidates.partnership_id
            and (
                starts_with(candidates.nuts_code, members.nuts_code)
                or starts_with(members.nuts_code, candidates.nuts_code)
            )
    )
    or not exists (
        select 1 from {{ ref('fct_match') }} as matches
        where
            matches.partnership_id = candidates.partnership_id
            and matches.gap_id = candidates.gap_id
            and matches.eligibility in ('fail', 'unknown')
    )

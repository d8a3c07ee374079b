with in_theme as (
    select *
    from {{ ref('stg_enrich__project_themes') }}
    where is_theme_match
),

-- A seat below the level at which categories are set counts for the region it lies in.
placed as (
    select
        participations.project_id,
        participations.organisation_id,
        participations.is_demo,
        regions.nuts_code
    from {{ ref('fct_participation') }} as participations
    inner join {{ ref('int_regions__attributes') }} as regions
        on starts_with(participations.nuts_code, regions.nuts_code)
),

observed as (
    select
        in_theme.partnership_id,
        placed.nuts_code,
        cast(count(distinct placed.project_id) as integer) as project_count,
        cast(count(distinct placed.organisation_id) as integer) as organisation_count,
        max(projects.project_year) as latest_project_year,
        bool_or(placed.is_demo) as is_demo
    from in_theme
    inner join placed on in_theme.project_id = placed.project_id
    left join {{ ref('int_projects__spine') }} as projects on in_theme.project_id = projects.project_id
    group by all
)

-- A region that a member holds, or that holds a member, is no newcomer.
select
    observed.partnership_id,
    observed.nuts_code,
    observed.project_count,
    observed.organisation_count,
    observed.latest_project_year,
    observed.is_demo
from observed
where not exists (
    select 1 from {{ ref('int_memberships__current') }} as memberships
    where
        memberships.partnership_id = observed.partnership_id
        and (
            starts_with(observed.nuts_code, memberships.nuts_code)
            or starts_with(memberships.nuts_code, observed.nuts_code)
        )
)

with conditions as (
    select distinct
        partnership_id,
        gap_id,
        rule_id,
        regions_needed,
        rule_kind,
        counted,
        unit_counted,
        have_things,
        condition_words
    from {{ ref('int_matches__gaps') }}
    where regions_needed <= {{ parameter('near_miss_max_regions') }}
),

regions as (
    select * from {{ ref('int_regions__attributes') }}
),

in_theme as (
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
    inner join regions
        on starts_with(participations.nuts_code, regions.nuts_code)
),

all_projects as (
    select count(distinct project_id) as project_count
    from placed
),

seats as (
    select
        nuts_code,
        count(distinct project_id) as project_count
    from placed
    group by all
),

theme_sizes as (
    select
        in_theme.partnership_id,
        count(distinct in_theme.project_id) as project_count
    from in_theme
    inner join placed on in_theme.project_id = placed.project_id
    group by all
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
),

-- Seats of large bodies take part in every theme. What counts is how surely a region does so more often than in
-- projects of all themes: the log-likelihood ratio of what is observed to what its size lets expect, with a sign.
weighed as (
    select
        observed.*,
        theme_sizes.project_count * seats.project_count / all_projects.project_count as expected_count,
        (
            observed.project_count * ln(observed.project_count / expected_count)
            - (observed.project_count - expected_count)
        )
        * sign(observed.project_count - expected_count) as surplus
    from observed
    inner join seats on observed.nuts_code = seats.nuts_code
    inner join theme_sizes on observed.partnership_id = theme_sizes.partnership_id
    cross join all_projects
),

-- A region that a member holds, or that holds a member, is no newcomer.
evidence as (
    select *
    from weighed
    where not exists (
        select 1 from {{ ref('int_memberships__current') }} as memberships
        where
            memberships.partnership_id = weighed.partnership_id
            and (
                starts_with(weighed.nuts_code, memberships.nuts_code)
                or starts_with(memberships.nuts_code, weighed.nuts_code)
            )
    )
),

-- A region helps where it is one that the rule counts and brings what no member brings.
helping as (
    select
        conditions.partnership_id,
        conditions.gap_id,
        conditions.regions_needed,
        evidence.nuts_code,
        count(*) as closed_count,
        string_agg(conditions.condition_words, '; ' order by conditions.rule_id) as closed_words
    from conditions
    inner join evidence on conditions.partnership_id = evidence.partnership_id
    inner join regions on evidence.nuts_code = regions.nuts_code
    where
        {{ is_counted_by('conditions', 'regions') }}
        and len({{ things_counted('conditions', 'regions', 'regions.nuts_code') }}) > 0
        and not list_has_all(
            conditions.have_things, {{ things_counted('conditions', 'regions', 'regions.nuts_code') }}
        )
    group by all
),

described as (
    select
        helping.partnership_id,
        helping.gap_id,
        helping.regions_needed,
        helping.nuts_code,
        helping.closed_count,
        helping.closed_words,
        regions.region_name,
        regions.country_code,
        regions.cohesion_category,
        regions.is_outermost,
        regions.innovator_group,
        regions.is_riv,
        regions.riv_route,
        evidence.project_count,
        evidence.organisation_count,
        evidence.latest_project_year,
        evidence.is_demo,
        evidence.surplus,
        helping.regions_needed = 1
        and helping.closed_count = (
            select count(*) from conditions
            where conditions.partnership_id = helping.partnership_id and conditions.gap_id = helping.gap_id
        ) as is_sufficient,
        row_number() over (
            partition by helping.partnership_id, helping.gap_id, regions.country_code
            order by helping.closed_count desc, evidence.surplus desc, helping.nuts_code asc
        ) as place_in_country
    from helping
    inner join regions on helping.nuts_code = regions.nuts_code
    inner join evidence
        on
            helping.partnership_id = evidence.partnership_id
            and helping.nuts_code = evidence.nuts_code
)

select
    partnership_id,
    gap_id,
    -- Where more than one region is missing the best of each country come first: two of one country are one.
    cast(row_number() over (
        partition by partnership_id, gap_id
        order by
            closed_count desc,
            case when regions_needed > 1 then place_in_country end asc nulls first,
            surplus desc,
            nuts_code asc
    ) as integer) as candidate_rank,
    nuts_code,
    region_name,
    country_code,
    cohesion_category,
    is_outermost,
    innovator_group,
    is_riv,
    riv_route,
    project_count as theme_project_count,
    organisation_count as theme_organisation_count,
    latest_project_year,
    closed_words,
    is_sufficient,
    {{ participations_observed_to() }} as observed_to,
    is_demo
from described
qualify candidate_rank <= {{ parameter('near_miss_candidates_named') }}

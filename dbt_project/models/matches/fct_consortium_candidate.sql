-- Who could apply: of the member regions every organisation with a project in the theme and every public authority, of
-- each region outside its authorities in the theme and the first of any other kind. A member without a project in the
-- theme stands by itself, since somebody there could still apply.
with
parts as (
    select
        organisation_id,
        project_id,
        bool_or(role = 'coordinator') as is_coordinator,
        max(ec_contribution_eur) as ec_contribution_eur,
        bool_or(is_demo) as is_demo
    from {{ ref('fct_participation') }}
    group by all
),

experience as (
    select
        organisation_id,
        count(*) as all_project_count,
        sum(count(*)) over () as all_presence_count,
        count(*) filter (where is_coordinator) as coordinated_project_count,
        max(ec_contribution_eur) as largest_contribution_eur
    from parts
    group by organisation_id
),

in_theme as (
    select
        themes.partnership_id,
        parts.organisation_id,
        count(*) as theme_project_count,
        sum(count(*)) over (partition by themes.partnership_id) as theme_presence_count,
        max(projects.project_year) as latest_project_year,
        bool_or(parts.is_demo) as is_demo
    from {{ ref('stg_enrich__project_themes') }} as themes
    inner join parts on themes.project_id = parts.project_id
    left join {{ ref('int_projects__spine') }} as projects on themes.project_id = projects.project_id
    where themes.is_theme_match
    group by themes.partnership_id, parts.organisation_id
),

-- Rules ask for authorities whatever they have done.
in_theme_or_authority as (
    select * from in_theme
    union all by name
    select
        members.partnership_id,
        organisations.organisation_id,
        0 as theme_project_count,
        0 as theme_presence_count,
        organisations.is_demo
    from {{ ref('dim_organisation') }} as organisations
    inner join {{ ref('int_memberships__nuts_codes') }} as members on organisations.nuts_code = members.nuts_code
    anti join in_theme
        on members.partnership_id = in_theme.partnership_id and organisations.organisation_id = in_theme.organisation_id
    where organisations.helix = 'public_authority'
),

in_niches as (
    select
        partnership_id,
        organisation_id,
        list(niche_id order by project_count desc, niche_id asc) as niche_ids,
        list(project_count order by project_count desc, niche_id asc) as niche_project_counts
    from (
        select
            niche_projects.partnership_id,
            niche_projects.niche_id,
            parts.organisation_id,
            count(*) as project_count
        from {{ niches_of('stg_enrich__project_themes', 'project_id') }} as niche_projects
        inner join parts on niche_projects.project_id = parts.project_id
        group by all
    )
    group by all
),

-- A person is no partner that a page may name. A large body takes part in every theme: its projects count less, the
-- more of them its size lets expect.
placed as (
    select
        known.*,
        known.theme_presence_count * experience.all_project_count / experience.all_presence_count as expected_count,
        experience.coordinated_project_count,
        experience.largest_contribution_eur,
        organisations.organisation_name,
        organisations.helix,
        regions.*,
        members.member_id
    from in_theme_or_authority as known
    inner join experience on known.organisation_id = experience.organisation_id
    inner join {{ ref('dim_organisation') }} as organisations
        on known.organisation_id = organisations.organisation_id
    inner join {{ ref('int_regions__attributes') }} as regions
        on starts_with(organisations.nuts_code, regions.nuts_code)
    left join {{ ref('int_memberships__nuts_codes') }} as members
        on known.partnership_id = members.partnership_id and organisations.nuts_code = members.nuts_code
    where not organisations.is_name_withheld
    qualify
        members.member_id is not null
        or organisations.helix = 'public_authority'
        or row_number() over (
            partition by known.partnership_id, regions.nuts_code, organisations.helix, members.member_id
            order by
                known.theme_project_count * known.theme_project_count
                / (known.theme_project_count + expected_count) desc,
                known.organisation_id asc
        ) = 1
),

-- An applicant has one seat: of a country or a large region nobody stands for two of its cohesion categories.
seats as (
    select
        memberships.partnership_id,
        memberships.member_id,
        regions.*
    from {{ ref('int_memberships__current') }} as memberships
    inner join {{ ref('int_regions__attributes') }} as regions
        on
            starts_with(regions.nuts_code, memberships.nuts_code)
            and memberships.nuts_code != regions.nuts_code
    where memberships.member_kind != 'nested' and regions.cohesion_category is not null
),

evident as (
    select * from placed
    where member_id is not null and theme_project_count > 0
),

candidates as (
    select
        organisation_id as candidate_id,
        *
    from placed
    union all by name
    select
        'member:' || seats.member_id || ':' || seats.nuts_code as candidate_id,
        seats.*,
        0 as theme_project_count,
        0 as coordinated_project_count,
        false as is_demo
    from seats
    anti join evident on seats.partnership_id = evident.partnership_id and seats.nuts_code = evident.nuts_code
    union all by name
    select
        'member:' || members.member_id as candidate_id,
        members.*,
        memberships.region_name,
        0 as theme_project_count,
        0 as coordinated_project_count,
        false as is_demo
    from {{ ref('int_memberships__attributes') }} as members
    inner join {{ ref('int_memberships__current') }} as memberships
        on members.partnership_id = memberships.partnership_id and members.member_id = memberships.member_id
    anti join seats on members.partnership_id = seats.partnership_id and members.member_id = seats.member_id
    anti join evident on members.partnership_id = evident.partnership_id and members.member_id = evident.member_id
    where members.member_kind != 'nested'
)

select
    candidates.partnership_id,
    candidates.candidate_id,
    candidates.organisation_id,
    candidates.organisation_name,
    candidates.helix,
    candidates.member_id,
    candidates.nuts_code,
    candidates.region_name,
    candidates.country_code,
    candidates.cohesion_categories,
    if(candidates.is_participating, candidates.innovator_groups, []) as innovator_groups,
    list_sort(list_filter(
        list_concat(
            [
                case when candidates.is_member_state then 'member_states' end,
                case when candidates.is_participating then 'associated' end,
                if(candidates.is_participating, if(candidates.is_widening, 'widening', 'non_widening'), null),
                candidates.helix,
                case when {{ is_local_authority('candidates') }} then 'regional_or_local_authority' end
            ],
            candidates.cohesion_labels,
            if(candidates.is_participating, candidates.innovator_groups, [])
        ),
        lambda x: x is not null -- noqa: RF02
    )) as counted_as,
    cast(candidates.theme_project_count as integer) as theme_project_count,
    candidates.expected_count,
    coalesce(in_niches.niche_ids, []) as niche_ids,
    coalesce(in_niches.niche_project_counts, []) as niche_project_counts,
    candidates.latest_project_year,
    candidates.coordinated_project_count,
    candidates.largest_contribution_eur,
    {{ participations_observed_to() }} as observed_to,
    candidates.is_demo
from candidates
left join in_niches
    on
        candidates.partnership_id = in_niches.partnership_id
        and candidates.organisation_id = in_niches.organisation_id

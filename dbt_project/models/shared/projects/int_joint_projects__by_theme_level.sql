with theme_levels as (
    select * from {{ ref('dim_maturity_assumption') }}
    where assumption_id = 'theme_threshold'
),

in_theme as (
    select
        project_themes.*,
        theme_levels.level_id as theme_level_id
    from {{ ref('stg_enrich__project_themes') }} as project_themes
    cross join theme_levels
    where
        case
            when theme_levels.level_value = 0 then project_themes.is_theme_match
            else project_themes.theme_share >= project_themes.theme_threshold_share + theme_levels.level_value
        end
),

in_member_regions as (
    select
        in_theme.partnership_id,
        in_theme.project_id,
        in_theme.theme_level_id,
        in_theme.theme_share,
        in_theme.matched_terms,
        member_codes.member_id,
        participations.participation_id,
        participations.organisation_id,
        participations.record_id,
        participations.net_ec_contribution_eur,
        participations.is_demo,
        count(distinct member_codes.member_id) over (
            partition by in_theme.partnership_id, in_theme.project_id, in_theme.theme_level_id
        ) as member_region_count
    from in_theme
    inner join {{ ref('fct_participation') }} as participations
        on in_theme.project_id = participations.project_id
    inner join {{ ref('int_memberships__nuts_codes') }} as member_codes
        on
            participations.nuts_code = member_codes.nuts_code
            and in_theme.partnership_id = member_codes.partnership_id
)

select
    partnership_id,
    project_id,
    theme_level_id,
    theme_share,
    matched_terms,
    member_id,
    participation_id,
    organisation_id,
    record_id,
    net_ec_contribution_eur,
    is_demo,
    member_region_count
from in_member_regions
where member_region_count >= {{ parameter('joint_project_min_member_regions') }}

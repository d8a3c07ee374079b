with acts as (
    select
        partnership_id,
        member_id,
        count(*) as act_count,
        max(act_from) as latest_act_date,
        sum(act_points) filter (where evidence = 'declared') as act_points_declared,
        sum(act_points) filter (where evidence = 'public record') as act_points_public_record
    from {{ ref('fct_engagement_part') }}
    where member_id is not null and left_out_reason is null
    group by all
),

-- Public pages prove acts and never their absence: only where a workbook states acts does a member without one count
-- as seen without.
declared as (
    select distinct partnership_id
    from {{ ref('fct_engagement_part') }}
    where evidence = 'declared' and left_out_reason is null
),

observation as (
    select
        count(*) > 0 as has_participations,
        coalesce(bool_or(is_demo), false) as is_demo
    from {{ ref('fct_participation') }}
),

per_member as (
    select
        joint_participations.partnership_id,
        joint_participations.member_id,
        count(distinct joint_participations.project_id) as joint_project_count,
        count(distinct joint_participations.organisation_id) as organisation_count,
        count(*) as participation_count,
        cast(sum(joint_participations.net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur,
        min(projects.project_year) as first_project_year,
        max(projects.project_year) as latest_project_year
    from {{ ref('int_joint_projects__participations') }} as joint_participations
    left join {{ ref('int_projects__spine') }} as projects
        on joint_participations.project_id = projects.project_id
    group by all
),

-- What could have been joint: projects in the theme with an organisation of the member.
opportunities as (
    select
        themes.partnership_id,
        member_codes.member_id,
        count(distinct themes.project_id) as theme_project_count
    from {{ ref('stg_enrich__project_themes') }} as themes
    inner join {{ ref('fct_participation') }} as participations on themes.project_id = participations.project_id
    inner join {{ ref('int_memberships__nuts_codes') }} as member_codes
        on
            themes.partnership_id = member_codes.partnership_id
            and participations.nuts_code = member_codes.nuts_code
    where themes.is_theme_match
    group by all
),

-- Unknown: without a NUTS code, without a second member that has one, without words for the theme or without
-- participations nothing could have been seen.
observed as (
    select
        memberships.partnership_id,
        memberships.member_id,
        memberships.nuts_code,
        memberships.region_name,
        memberships.role,
        memberships.member_kind,
        memberships.nuts_code is not null
        and count(memberships.nuts_code) over (partition by memberships.partnership_id)
        >= {{ parameter('joint_project_min_member_regions') }}
        and len(partnerships.theme_terms) > 0
        and observation.has_participations as is_observable,
        coalesce(per_member.joint_project_count, 0) as joint_project_count,
        coalesce(per_member.organisation_count, 0) as organisation_count,
        coalesce(per_member.participation_count, 0) as participation_count,
        coalesce(per_member.net_ec_contribution_eur, 0) as net_ec_contribution_eur,
        coalesce(opportunities.theme_project_count, 0) as theme_project_count,
        coalesce(acts.act_count, 0) as act_count,
        acts.latest_act_date,
        acts.act_points_declared,
        acts.act_points_public_record,
        declared.partnership_id is not null as has_declared_acts,
        per_member.first_project_year,
        per_member.latest_project_year,
        known_members.is_membership_complete,
        observation.is_demo
    from {{ ref('int_memberships__current') }} as memberships
    inner join {{ ref('int_partnerships__overlaid') }} as partnerships
        on memberships.partnership_id = partnerships.partnership_id
    inner join {{ ref('int_partnerships__members') }} as known_members
        on memberships.partnership_id = known_members.partnership_id
    cross join observation
    left join per_member
        on
            memberships.partnership_id = per_member.partnership_id
            and memberships.member_id = per_member.member_id
    left join opportunities
        on
            memberships.partnership_id = opportunities.partnership_id
            and memberships.member_id = opportunities.member_id
    left join acts
        on
            memberships.partnership_id = acts.partnership_id
            and memberships.member_id = acts.member_id
    left join declared on memberships.partnership_id = declared.partnership_id
),

-- The level is of what was shared among what could have been, not of how much a large region does.
levelled as (
    select
        observed.*,
        engagement_levels.engagement_level
    from observed
    inner join {{ ref('engagement_levels') }} as engagement_levels
        on
            observed.joint_project_count
            / (observed.theme_project_count + {{ parameter('engagement_added_projects') }})
            >= engagement_levels.min_joint_share
    qualify row_number() over (
        partition by observed.partnership_id, observed.member_id
        order by engagement_levels.min_joint_share desc
    ) = 1
)

-- Counts of what could not be seen are null and not zero. No joint project with the known members may be one with a
-- member that is not known; a level beside members that are not known is one at least.
select
    partnership_id,
    member_id,
    nuts_code,
    region_name,
    role,
    member_kind,
    case
        when act_count > 0 or has_declared_acts
            then {{ settled(
                "100 * least(1, (coalesce(act_points_declared, 0) + coalesce(act_points_public_record, 0)) / "
                ~ parameter('engagement_points_for_full_score') ~ ")"
            ) }}
    end as score,
    case when act_count > 0 or has_declared_acts then coalesce(act_points_declared, 0) end as act_points_declared,
    case when act_count > 0 or has_declared_acts then coalesce(act_points_public_record, 0) end
        as act_points_public_record,
    act_count,
    case
        when not is_observable or (joint_project_count = 0 and not is_membership_complete) then 'unknown'
        when joint_project_count = 0 then 'none_observed'
        else engagement_level
    end as level,
    is_observable and joint_project_count > 0 and not is_membership_complete as is_level_at_least,
    case when is_observable then theme_project_count end as theme_project_count,
    case when is_observable then joint_project_count end as joint_project_count,
    case when is_observable then joint_project_count / nullif(theme_project_count, 0) end as joint_project_share,
    case when is_observable then organisation_count end as organisation_count,
    case when is_observable then participation_count end as participation_count,
    case when is_observable then net_ec_contribution_eur end as net_ec_contribution_eur,
    latest_act_date,
    first_project_year,
    latest_project_year,
    case
        when role not in ('lead', 'co-lead') then null
        when
            latest_act_date
            >= {{ as_of() }} - to_months(cast({{ parameter('engagement_silence_months') }} as integer))
            then 'alive'
        when has_declared_acts then 'silent'
        else 'unknown'
    end as lead_sign,
    {{ participations_observed_to() }} as observed_to,
    is_demo
from levelled

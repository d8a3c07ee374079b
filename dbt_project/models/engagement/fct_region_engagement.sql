with latest_acts as (
    select
        partnership_id,
        member_id,
        max(act_from) as latest_act_date
    from {{ ref('fct_act') }}
    where member_id is not null and is_sign_of_life and act_from <= {{ as_of() }}
    group by all
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
        max(projects.project_year) as latest_project_year
    from {{ ref('int_joint_projects__participations') }} as joint_participations
    left join {{ ref('int_projects__spine') }} as projects
        on joint_participations.project_id = projects.project_id
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
        latest_acts.latest_act_date,
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
    left join latest_acts
        on
            memberships.partnership_id = latest_acts.partnership_id
            and memberships.member_id = latest_acts.member_id
),

levelled as (
    select
        observed.*,
        engagement_levels.engagement_level
    from observed
    inner join {{ ref('engagement_levels') }} as engagement_levels
        on observed.joint_project_count >= engagement_levels.min_joint_project_count
    qualify row_number() over (
        partition by observed.partnership_id, observed.member_id
        order by engagement_levels.min_joint_project_count desc
    ) = 1
)

-- The score will be made of acts; how is not settled yet: null, not zero. Counts of what could not be
-- seen are null too. No joint project with the known members may be one with a member that is not known.
select
    partnership_id,
    member_id,
    nuts_code,
    region_name,
    role,
    member_kind,
    cast(null as double) as score,
    case
        when is_observable and (joint_project_count > 0 or is_membership_complete) then engagement_level
        else 'unknown'
    end as level,
    case when is_observable then joint_project_count end as joint_project_count,
    case when is_observable then organisation_count end as organisation_count,
    case when is_observable then participation_count end as participation_count,
    case when is_observable then net_ec_contribution_eur end as net_ec_contribution_eur,
    latest_act_date,
    latest_project_year,
    {{ participations_observed_to() }} as observed_to,
    is_demo
from levelled

with newest as (
    select max(project_year) as newest_year
    from {{ ref('fct_observed_year') }}
    where is_observed
),

acts as (
    select
        partnership_id,
        count(*) as act_count,
        sum(act_points) as act_points,
        max(act_from) as latest_act_date
    from {{ ref('fct_engagement_part') }}
    where left_out_reason is null
    group by all
),

members as (
    select
        partnership_id,
        count(*) as member_count,
        count(distinct country_code) as member_country_count
    from {{ ref('int_memberships__current') }}
    group by all
),

-- Of the sorted counts x(1..n): Gini = (2 * sum(i * x(i)) / sum(x) - n - 1) / n.
ordered as (
    select
        engagement.*,
        newest.newest_year,
        row_number() over (
            partition by engagement.partnership_id order by engagement.joint_project_count, engagement.member_id
        ) as place
    from {{ ref('fct_region_engagement') }} as engagement
    cross join newest
),

activity as (
    select
        partnership_id,
        count(joint_project_count) as observable_member_count,
        count(*) filter (where joint_project_count > 0) as active_member_count,
        count(*) filter (where first_project_year = newest_year) as newcomer_count,
        count(*) filter (where latest_project_year < newest_year) as lapsed_count,
        count(*) filter (where lead_sign = 'silent') as silent_lead_count,
        count(*) filter (where lead_sign = 'unknown') as unknown_lead_count,
        (
            2 * sum(place * joint_project_count) / nullif(sum(joint_project_count), 0) - count(joint_project_count) - 1
        ) / nullif(count(joint_project_count), 0) as gini_share,
        bool_or(joint_project_count is not null) as is_observable,
        bool_or(is_demo) as is_demo
    from ordered
    group by all
),

joint_totals as (
    select
        partnership_id,
        count(distinct project_id) as joint_project_count,
        count(distinct organisation_id) as organisation_count,
        cast(sum(net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur
    from {{ ref('int_joint_projects__participations') }}
    group by all
),

pairs as (
    select
        ours.partnership_id,
        count(distinct ours.member_id || '|' || theirs.member_id) as pair_count
    from {{ ref('int_joint_projects__participations') }} as ours
    inner join {{ ref('int_joint_projects__participations') }} as theirs
        on
            ours.partnership_id = theirs.partnership_id
            and ours.project_id = theirs.project_id
            and ours.member_id < theirs.member_id
    group by all
)

-- Members unknown to the registry could have no joint projects observed: counts stay null then, not zero. What they
-- could change are the ends of the active share.
select
    partnerships.partnership_id,
    coalesce(members.member_count, 0) as member_count,
    coalesce(members.member_country_count, 0) as member_country_count,
    case when activity.is_observable then activity.active_member_count end as active_member_count,
    case when activity.is_observable then activity.observable_member_count end as observable_member_count,
    activity.active_member_count / nullif(activity.observable_member_count, 0) as active_member_share,
    case when activity.is_observable then activity.active_member_count / nullif(known.members_in_all, 0) end
        as active_member_share_low,
    case
        when activity.is_observable
            then 1 - (
                activity.observable_member_count - activity.active_member_count
            ) / nullif(known.members_in_all, 0)
    end as active_member_share_high,
    case when activity.is_observable then coalesce(joint_totals.joint_project_count, 0) end
        as joint_project_count,
    case when activity.is_observable then coalesce(joint_totals.organisation_count, 0) end
        as organisation_count,
    case when activity.is_observable then coalesce(joint_totals.net_ec_contribution_eur, 0) end
        as net_ec_contribution_eur,
    {{ settled('activity.gini_share') }} as gini_share,
    case
        when activity.is_observable
            then
                coalesce(pairs.pair_count, 0)
                / nullif(activity.observable_member_count * (activity.observable_member_count - 1) / 2, 0)
    end as pair_density_share,
    case when activity.is_observable then activity.newcomer_count end as newcomer_count,
    case when activity.is_observable then activity.lapsed_count end as lapsed_count,
    activity.silent_lead_count,
    activity.unknown_lead_count,
    coalesce(acts.act_count, 0) as act_count,
    acts.act_points,
    case
        when acts.act_points is not null
            then
                {{ settled("100 * least(1, acts.act_points / " ~ parameter('engagement_points_for_full_score') ~ ")") }}
    end as score,
    acts.latest_act_date,
    {{ participations_observed_to() }} as observed_to,
    coalesce(activity.is_demo, false) as is_demo
from {{ ref('int_partnerships__overlaid') }} as partnerships
inner join {{ ref('int_partnerships__members') }} as known
    on partnerships.partnership_id = known.partnership_id
left join members on partnerships.partnership_id = members.partnership_id
left join activity on partnerships.partnership_id = activity.partnership_id
left join joint_totals on partnerships.partnership_id = joint_totals.partnership_id
left join pairs on partnerships.partnership_id = pairs.partnership_id
left join acts on partnerships.partnership_id = acts.partnership_id

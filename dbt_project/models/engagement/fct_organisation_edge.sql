-- Pairs of organisations of member regions within a partnership's joint projects: those of all projects would be half a
-- million, and most of them tell nothing of any partnership. An organisation is no pair with itself.
with present as (
    select
        joint_participations.partnership_id,
        joint_participations.project_id,
        joint_participations.organisation_id,
        any_value(projects.project_year) as project_year,
        sum(joint_participations.net_ec_contribution_eur) as net_ec_contribution_eur,
        bool_or(joint_participations.is_demo) as is_demo,
        count(*) over (
            partition by joint_participations.partnership_id, joint_participations.project_id
        ) as organisation_count
    from {{ ref('int_joint_projects__participations') }} as joint_participations
    left join {{ ref('int_projects__spine') }} as projects on joint_participations.project_id = projects.project_id
    group by
        joint_participations.partnership_id,
        joint_participations.project_id,
        joint_participations.organisation_id
)

select
    concat_ws(
        '|', ours.partnership_id, coalesce(ours.project_year, 0), ours.organisation_id, theirs.organisation_id
    ) as organisation_edge_id,
    ours.partnership_id,
    ours.project_year,
    ours.organisation_id as organisation_a,
    theirs.organisation_id as organisation_b,
    count(*) as project_count,
    {{ settled('sum(1 / (ours.organisation_count - 1))') }} as newman_weight,
    cast(sum(coalesce(ours.net_ec_contribution_eur, 0) + coalesce(theirs.net_ec_contribution_eur, 0)) as decimal(18, 2))
        as net_ec_contribution_eur,
    bool_or(ours.is_demo) as is_demo
from present as ours
inner join present as theirs
    on
        ours.partnership_id = theirs.partnership_id
        and ours.project_id = theirs.project_id
        and ours.organisation_id < theirs.organisation_id
group by all

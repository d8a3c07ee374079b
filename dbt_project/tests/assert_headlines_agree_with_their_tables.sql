with stated as (
    select
        'participations' as figure_id,
        'all' as subject_id,
        cast(count(*) as decimal(18, 2)) as figure_value
    from {{ ref('fct_participation') }}
    union all
    select
        'net_ec_contribution_eur' as figure_id,
        'all' as subject_id,
        coalesce(sum(net_ec_contribution_eur), 0) as figure_value
    from {{ ref('fct_participation') }}
    union all
    select
        'organisations' as figure_id,
        'all' as subject_id,
        count(distinct organisation_id) as figure_value
    from {{ ref('fct_participation') }}
    union all
    select
        'member_regions' as figure_id,
        'all' as subject_id,
        count(distinct inner_members.nuts_code) as figure_value
    from {{ ref('fct_region_engagement') }} as inner_members
    left join {{ ref('fct_region_engagement') }} as outer_members
        on
            starts_with(inner_members.nuts_code, outer_members.nuts_code)
            and length(outer_members.nuts_code) between 3 and length(inner_members.nuts_code) - 1
    where length(inner_members.nuts_code) > 2 and outer_members.nuts_code is null
    union all
    select
        'joint_projects' as figure_id,
        'all' as subject_id,
        count(distinct project_id) as figure_value
    from {{ ref('fct_joint_project') }}
    where has_participations
    union all
    select
        'topics_open' as figure_id,
        'all' as subject_id,
        count(*) as figure_value
    from {{ ref('dim_topic') }}
    where topic_status = 'open'
    union all
    select
        'topics_forthcoming' as figure_id,
        'all' as subject_id,
        count(*) as figure_value
    from {{ ref('dim_topic') }}
    where topic_status = 'forthcoming'
    union all
    select
        'members' as figure_id,
        partnership_id as subject_id,
        member_count as figure_value
    from {{ ref('fct_partnership_engagement') }}
    union all
    select
        'joint_projects' as figure_id,
        partnership_id as subject_id,
        joint_project_count as figure_value
    from {{ ref('fct_partnership_engagement') }}
    union all
    select
        'joint_organisations' as figure_id,
        partnership_id as subject_id,
        organisation_count as figure_value
    from {{ ref('fct_partnership_engagement') }}
    union all
    select
        'joint_net_ec_contribution_eur' as figure_id,
        partnership_id as subject_id,
        net_ec_contribution_eur as figure_value
    from {{ ref('fct_partnership_engagement') }}
)

select
    stated.figure_id,
    stated.subject_id,
    stated.figure_value as stated_value,
    headlines.figure_value as headline_value
from stated
left join {{ ref('fct_headline') }} as headlines
    on stated.figure_id = headlines.figure_id and stated.subject_id = headlines.subject_id
where stated.figure_value is distinct from headlines.figure_value

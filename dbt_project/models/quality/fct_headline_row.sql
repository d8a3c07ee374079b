with members as (
    select * from {{ ref('int_memberships__current') }}
),

-- Countries, places without a code, and what lies inside another member of any partnership are counted apart.
member_regions as (
    select members.*
    from members
    where
        length(members.nuts_code) > 2
        and not exists (
            select 1
            from members as outer_members
            where
                length(outer_members.nuts_code) > 2
                and members.nuts_code != outer_members.nuts_code
                and starts_with(members.nuts_code, outer_members.nuts_code)
        )
),

participations as (
    select * from {{ ref('fct_participation') }}
),

joint_participations as (
    select * from {{ ref('int_joint_projects__participations') }}
),

-- One row of a joint project, a participation or a record of an organisation, once per partnership.
joint_rows as (
    select
        'joint_projects' as figure_id,
        partnership_id as subject_id,
        project_id as row_key,
        project_id as counted_id,
        1 as amount,
        list_concat(
            ['project:' || project_id, 'partnership:' || partnership_id],
            list_transform(member_ids, lambda x: 'member:' || partnership_id || '|' || x)
        ) as input_ids,
        is_demo
    from {{ ref('fct_joint_project') }}
    where has_participations
    union all
    select
        'joint_net_ec_contribution_eur' as figure_id,
        partnership_id,
        participation_id as row_key,
        participation_id as counted_id,
        net_ec_contribution_eur as amount,
        [
            'participation:' || participation_id,
            'project:' || project_id,
            'partnership:' || partnership_id,
            'member:' || partnership_id || '|' || member_id
        ] as input_ids,
        is_demo
    from joint_participations
    union all
    select
        'joint_organisations' as figure_id,
        joint_participations.partnership_id,
        participations.pic as row_key,
        participations.organisation_id as counted_id,
        1 as amount,
        list_concat(
            ['organisation:' || participations.pic, 'partnership:' || joint_participations.partnership_id],
            list_sort(list(distinct 'project:' || joint_participations.project_id)),
            list_sort(list(distinct concat(
                'member:', joint_participations.partnership_id, '|', joint_participations.member_id
            )))
        ) as input_ids,
        bool_or(joint_participations.is_demo) as is_demo
    from joint_participations
    inner join participations on joint_participations.participation_id = participations.participation_id
    group by joint_participations.partnership_id, participations.pic, participations.organisation_id
),

-- In all, what stands in several partnerships counts once.
joint_subjects as (
    select * from joint_rows
    union all
    select
        figure_id,
        'all' as subject_id,
        row_key,
        counted_id,
        any_value(amount) as amount,
        list_distinct(flatten(list(input_ids order by joint_rows.subject_id))) as input_ids,
        bool_or(is_demo) as is_demo
    from joint_rows
    group by figure_id, row_key, counted_id
),

all_rows as (
    {% for figure_id, model, key, amount, input_ids, is_demo, condition in [
        ("'partnerships'", 'dim_partnership', 'partnership_id', 1, "'partnership:' || key", false, 'not is_placeholder'),
        (
            "'partnerships_with_members'", 'dim_partnership', 'partnership_id', 1,
            "'partnership:' || key, 'members:' || key", false, 'not is_placeholder and members_known > 0'
        ),
        ("'participations'", 'fct_participation', 'participation_id', 1, "'participation:' || key", 'is_demo', true),
        (
            "'net_ec_contribution_eur'", 'fct_participation', 'participation_id', 'net_ec_contribution_eur',
            "'participation:' || key", 'is_demo', true
        ),
        (
            "'projects'", 'dim_project', 'project_id', 1, "'project:' || key", 'is_demo',
            'is_demo in (select coalesce(bool_or(participations.is_demo), false) from participations)'
        ),
        (
            "'projects_with_participations'", 'dim_project', 'project_id', 1, "'project:' || key", 'is_demo',
            'has_participations'
        ),
        (
            "'topics_' || topic_status", 'dim_topic', 'topic_id', 1, "'topic:' || upper(key)", false,
            "topic_status in ('open', 'forthcoming')"
        ),
        (
            "'topics_matched'", 'dim_topic', 'topic_id', 1, "'topic:' || upper(key)", false,
            "topic_status in ('open', 'forthcoming')"
        ),
    ] %}
        select
            {{ figure_id }} as figure_id,
            'all' as subject_id,
            {{ key }} as row_key,
            {{ key }} as counted_id,
            {{ amount }} as amount,
            [{{ input_ids | replace('key', key) }}] as input_ids,
            {{ is_demo }} as is_demo
        from {{ ref(model) }}
        where {{ condition }}
        union all
    {% endfor %}
    {% for figure_id in ['members', 'member_regions'] %}
        select
            '{{ figure_id }}' as figure_id,
            'all' as subject_id,
            member_id as row_key,
            member_id as counted_id,
            1 as amount,
            list('member:' || partnership_id || '|' || member_id order by partnership_id) as input_ids,
            false as is_demo
        from {{ figure_id }}
        group by member_id
        union all
    {% endfor %}
    select
        'members' as figure_id,
        partnership_id as subject_id,
        member_id as row_key,
        member_id as counted_id,
        1 as amount,
        ['member:' || partnership_id || '|' || member_id] as input_ids,
        false as is_demo
    from members
    union all
    select
        'organisations' as figure_id,
        'all' as subject_id,
        pic as row_key,
        organisation_id as counted_id,
        1 as amount,
        ['organisation:' || pic] as input_ids,
        bool_or(is_demo) as is_demo
    from participations
    group by pic, organisation_id
    union all
    select
        case eligibility when 'pass' then 'matches_passing' else 'matches_unknown' end as figure_id,
        partnership_id as subject_id,
        topic_id as row_key,
        topic_id as counted_id,
        1 as amount,
        ['topic:' || upper(topic_id), 'members:' || partnership_id] as input_ids,
        false as is_demo
    from {{ ref('int_matches__eligibility') }}
    where eligibility in ('pass', 'unknown')
    union all
    select * from joint_subjects
)

-- An organisation under several PICs counts once, with the first of them.
select
    figure_id,
    subject_id,
    row_key,
    cast(amount as decimal(18, 2)) as amount,
    input_ids,
    is_demo
from all_rows
where amount != 0
qualify row_key = min(row_key) over (partition by figure_id, subject_id, counted_id)

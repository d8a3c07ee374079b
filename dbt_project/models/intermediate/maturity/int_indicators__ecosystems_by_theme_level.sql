with theme_levels as (
    select level_id as theme_level_id
    from {{ ref('maturity_assumptions') }}
    where assumption_id = 'theme_threshold'
),

observation as (
    select
        count(*) > 0 as has_participations,
        coalesce(bool_or(is_demo), false) as is_demo
    from {{ ref('fct_participation') }}
),

-- A code keeps its territory through the versions it is in.
categories_of_codes as (
    select
        split_part(region_id, '@', 1) as nuts_code,
        min(cohesion_category) as cohesion_category
    from {{ ref('dim_region') }}
    group by all
),

labelled_codes as (
    select distinct split_part(region_id, '@', 1) as nuts_code
    from {{ ref('dim_region') }}
    where is_riv
),

member_traits as (
    select
        memberships.partnership_id,
        count(*) as member_count,
        count(memberships.nuts_code) as region_count,
        count(categories_of_codes.cohesion_category) as category_count,
        count(*) filter (where categories_of_codes.cohesion_category = 'less_developed')
            as less_developed_count,
        count(labelled_codes.nuts_code) as labelled_count
    from {{ ref('int_memberships__current') }} as memberships
    left join categories_of_codes on memberships.nuts_code = categories_of_codes.nuts_code
    left join labelled_codes on memberships.nuts_code = labelled_codes.nuts_code
    group by memberships.partnership_id
),

-- Why nothing could be seen, in words; null where something could.
observable as (
    select
        partnerships.partnership_id,
        coalesce(member_traits.member_count, 0) as member_count,
        coalesce(member_traits.region_count, 0) as region_count,
        coalesce(member_traits.category_count, 0) as category_count,
        coalesce(member_traits.less_developed_count, 0) as less_developed_count,
        coalesce(member_traits.labelled_count, 0) as labelled_count,
        observation.is_demo,
        case
            when coalesce(member_traits.region_count, 0) < {{ maturity_parameter('min_known_members') }}
                then
                    coalesce(member_traits.region_count, 0) || ' members with a NUTS code are known, '
                    || cast({{ maturity_parameter('min_known_members') }} as integer) || ' are needed'
            when len(partnerships.theme_terms) = 0 then 'no words for the theme are known'
            when not observation.has_participations then 'no participations are loaded'
        end as obstacle
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join observation
    left join member_traits on partnerships.partnership_id = member_traits.partnership_id
),

recent as (
    select
        joint_participations.partnership_id,
        joint_participations.theme_level_id,
        joint_participations.project_id,
        joint_participations.member_id,
        joint_participations.organisation_id,
        make_date(projects.project_year, 1, 1) as project_start
    from {{ ref('int_joint_projects__by_theme_level') }} as joint_participations
    inner join {{ ref('int_projects__spine') }} as projects
        on joint_participations.project_id = projects.project_id
    where projects.project_year >= year({{ indicator_window_start('E1') }})
),

joint_projects as (
    select
        partnership_id,
        theme_level_id,
        project_id,
        count(distinct member_id) as member_count,
        max(project_start) as project_start
    from recent
    group by all
),

joint_totals as (
    select
        partnership_id,
        theme_level_id,
        count(*) as project_count,
        avg(member_count) as mean_member_count,
        max(project_start) as newest_date
    from joint_projects
    group by all
),

linked_pairs as (
    select distinct
        one.partnership_id,
        one.theme_level_id,
        one.member_id,
        other.member_id as other_member_id
    from recent as one
    inner join recent as other
        on
            one.partnership_id = other.partnership_id
            and one.theme_level_id = other.theme_level_id
            and one.project_id = other.project_id
            and one.member_id < other.member_id
),

pair_totals as (
    select
        partnership_id,
        theme_level_id,
        count(*) as pair_count
    from linked_pairs
    group by all
),

linked_partnerships as (
    select
        one.partnership_id,
        one.theme_level_id,
        count(distinct other.partnership_id) as other_count
    from joint_projects as one
    inner join joint_projects as other
        on
            one.project_id = other.project_id
            and one.theme_level_id = other.theme_level_id
            and one.partnership_id != other.partnership_id
    group by all
),

helices_of_members as (
    select
        recent.partnership_id,
        recent.theme_level_id,
        recent.member_id,
        count(distinct organisations.helix) as helix_count
    from recent
    inner join {{ ref('dim_organisation') }} as organisations
        on recent.organisation_id = organisations.organisation_id
    where organisations.helix is not null
    group by all
),

helix_means as (
    select
        partnership_id,
        theme_level_id,
        avg(helix_count) as mean_helix_count,
        count(*) as member_count
    from helices_of_members
    group by all
),

measured as (
    select
        observable.*,
        theme_levels.theme_level_id,
        coalesce(joint_totals.project_count, 0) as project_count,
        joint_totals.mean_member_count,
        joint_totals.newest_date,
        coalesce(pair_totals.pair_count, 0) as pair_count,
        observable.region_count * (observable.region_count - 1) / 2 as possible_pair_count,
        coalesce(linked_partnerships.other_count, 0) as other_count,
        helix_means.mean_helix_count,
        coalesce(helix_means.member_count, 0) as helix_member_count
    from observable
    cross join theme_levels
    left join joint_totals
        on
            observable.partnership_id = joint_totals.partnership_id
            and theme_levels.theme_level_id = joint_totals.theme_level_id
    left join pair_totals
        on
            observable.partnership_id = pair_totals.partnership_id
            and theme_levels.theme_level_id = pair_totals.theme_level_id
    left join linked_partnerships
        on
            observable.partnership_id = linked_partnerships.partnership_id
            and theme_levels.theme_level_id = linked_partnerships.theme_level_id
    left join helix_means
        on
            observable.partnership_id = helix_means.partnership_id
            and theme_levels.theme_level_id = helix_means.theme_level_id
),

from_projects as (
    select
        measured.partnership_id,
        readings.indicator_id,
        measured.theme_level_id,
        case when measured.obstacle is null then readings.value end as value,
        readings.input_count,
        measured.newest_date,
        coalesce(measured.obstacle, readings.basis) as basis,
        measured.is_demo
    from measured
    cross join lateral (
        values
        (
            'E1',
            10 * measured.project_count / measured.region_count,
            measured.project_count,
            measured.project_count || ' joint projects of ' || measured.region_count || ' member regions'
        ),
        (
            'E2',
            measured.mean_member_count,
            measured.project_count,
            'mean over ' || measured.project_count || ' joint projects'
        ),
        (
            'E4',
            measured.pair_count / measured.possible_pair_count,
            measured.pair_count,
            measured.pair_count || ' of ' || cast(measured.possible_pair_count as bigint)
            || ' pairs of member regions'
        ),
        (
            'E5',
            cast(measured.other_count as double),
            measured.project_count,
            'joint projects shared with ' || measured.other_count || ' other partnerships'
        ),
        (
            'E6',
            measured.mean_helix_count,
            measured.helix_member_count,
            'mean over ' || measured.helix_member_count
            || ' member regions with organisations in joint projects'
        )
    ) as readings (indicator_id, value, input_count, basis)
),

from_members as (
    select
        measured.partnership_id,
        readings.indicator_id,
        measured.theme_level_id,
        case
            when
                measured.member_count >= {{ maturity_parameter('min_known_members') }}
                and readings.known_count / measured.member_count
                >= {{ maturity_parameter('min_known_share') }}
                then readings.value
        end as value,
        readings.known_count as input_count,
        cast(null as date) as newest_date,
        readings.basis || ', ' || measured.member_count || ' members known' as basis,
        false as is_demo
    from measured
    cross join lateral (
        values
        (
            'E3',
            measured.category_count,
            measured.less_developed_count / nullif(measured.category_count, 0),
            measured.less_developed_count || ' less developed of ' || measured.category_count
            || ' members with a known category'
        ),
        (
            'E7',
            measured.region_count,
            measured.labelled_count / nullif(measured.region_count, 0),
            measured.labelled_count || ' labelled of ' || measured.region_count || ' members with a NUTS code'
        )
    ) as readings (indicator_id, known_count, value, basis)
)

select *
from from_projects
union all
select *
from from_members

with observation as (
    select
        count(*) > 0 as has_participations,
        year({{ indicator_window_start('E1', observed_window_end() ~ ' + 1') }}) as first_year,
        year({{ observed_window_end() }}) as last_year,
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

-- Why nothing could be seen, in words; null where something could.
observable as (
    select
        partnerships.partnership_id,
        observation.is_demo,
        observation.first_year,
        observation.last_year,
        count(memberships.member_id) as member_count,
        count(memberships.nuts_code) as region_count,
        count(memberships.nuts_code) * (count(memberships.nuts_code) - 1) / 2 as possible_pair_count,
        count(categories_of_codes.cohesion_category) as category_count,
        count(*) filter (where categories_of_codes.cohesion_category = 'less_developed')
            as less_developed_count,
        count(labelled_codes.nuts_code) as labelled_count,
        case
            when count(memberships.nuts_code) < {{ maturity_parameter('min_known_members') }}
                then {{ sentence('E_few_members', [
                    'count(memberships.nuts_code)', 'cast(' ~ maturity_parameter('min_known_members') ~ ' as integer)'
                ]) }}
            when len(any_value(partnerships.theme_terms)) = 0 then {{ sentence('E_no_theme') }}
            when not observation.has_participations then {{ sentence('E_no_participations') }}
        end as obstacle
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join observation
    left join {{ ref('int_memberships__current') }} as memberships
        on partnerships.partnership_id = memberships.partnership_id
    left join categories_of_codes on memberships.nuts_code = categories_of_codes.nuts_code
    left join labelled_codes on memberships.nuts_code = labelled_codes.nuts_code
    group by
        partnerships.partnership_id,
        observation.is_demo,
        observation.has_participations,
        observation.first_year,
        observation.last_year
),

recent as (
    select
        joint_participations.partnership_id,
        joint_participations.theme_level_id,
        joint_participations.project_id,
        joint_participations.member_id,
        organisations.helix,
        make_date(projects.project_year, 1, 1) as project_start
    from {{ ref('int_joint_projects__by_theme_level') }} as joint_participations
    cross join observation
    inner join {{ ref('int_projects__spine') }} as projects
        on joint_participations.project_id = projects.project_id
    left join {{ ref('dim_organisation') }} as organisations
        on joint_participations.organisation_id = organisations.organisation_id
    where projects.project_year between observation.first_year and observation.last_year
),

joint_totals as (
    select
        partnership_id,
        theme_level_id,
        count(distinct project_id) as project_count,
        count(distinct row(project_id, member_id)) / count(distinct project_id) as mean_member_count,
        count(distinct member_id) filter (where helix is not null) as helix_member_count,
        count(distinct row(member_id, helix)) filter (where helix is not null)
        / nullif(count(distinct member_id) filter (where helix is not null), 0) as mean_helix_count,
        max(project_start) as newest_date
    from recent
    group by all
),

pair_totals as (
    select
        one.partnership_id,
        one.theme_level_id,
        count(distinct row(one.member_id, other.member_id)) as pair_count
    from recent as one
    inner join recent as other
        on
            one.partnership_id = other.partnership_id
            and one.theme_level_id = other.theme_level_id
            and one.project_id = other.project_id
            and one.member_id < other.member_id
    group by all
),

linked_partnerships as (
    select
        one.partnership_id,
        one.theme_level_id,
        count(distinct other.partnership_id) as other_count
    from recent as one
    inner join recent as other
        on
            one.project_id = other.project_id
            and one.theme_level_id = other.theme_level_id
            and one.partnership_id != other.partnership_id
    group by all
),

measured as (
    select
        observable.*,
        theme_levels.level_id as theme_level_id,
        coalesce(joint_totals.project_count, 0) as project_count,
        joint_totals.mean_member_count,
        joint_totals.newest_date,
        coalesce(pair_totals.pair_count, 0) as pair_count,
        coalesce(linked_partnerships.other_count, 0) as other_count,
        joint_totals.mean_helix_count,
        coalesce(joint_totals.helix_member_count, 0) as helix_member_count,
        observable.member_count >= {{ maturity_parameter('min_known_members') }} as has_members
    from observable
    inner join {{ ref('dim_maturity_assumption') }} as theme_levels
        on theme_levels.assumption_id = 'theme_threshold'
    {% for totals in ['joint_totals', 'pair_totals', 'linked_partnerships'] %}
        left join {{ totals }}
            on
                observable.partnership_id = {{ totals }}.partnership_id
                and theme_levels.level_id = {{ totals }}.theme_level_id
    {% endfor %}
)

{%- set from_projects = [
    ('E1', '10 * project_count / region_count', 'project_count', ['project_count', 'region_count']),
    ('E2', 'mean_member_count', 'project_count', ['project_count']),
    ('E4', 'pair_count / possible_pair_count', 'pair_count',
     ['pair_count', 'cast(possible_pair_count as bigint)']),
    ('E5', 'cast(other_count as double)', 'project_count', ['other_count']),
    ('E6', 'mean_helix_count', 'helix_member_count', ['helix_member_count']),
] %}
{%- set from_members = [
    ('E3', 'less_developed_count', 'category_count'),
    ('E7', 'labelled_count', 'region_count'),
] %}

{% for indicator, value, input_count, numbers in from_projects %}
    select
        partnership_id,
        '{{ indicator }}' as indicator_id,
        theme_level_id,
        case when obstacle is null then {{ value }} end as value,
        {{ input_count }} as input_count,
        newest_date,
        coalesce(obstacle, {{ sentence(indicator, numbers + ['first_year', 'last_year']) }}) as basis,
        is_demo
    from measured
    union all
{% endfor %}
{% for indicator, part, known in from_members %}
    select
        partnership_id,
        '{{ indicator }}' as indicator_id,
        theme_level_id,
        case
            when has_members and {{ known }} / member_count >= {{ maturity_parameter('min_known_share') }}
                then {{ part }} / nullif({{ known }}, 0)
        end as value,
        {{ known }} as input_count,
        cast(null as date) as newest_date,
        {{ sentence(indicator, [part, known, 'member_count']) }} as basis,
        false as is_demo
    from measured
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}

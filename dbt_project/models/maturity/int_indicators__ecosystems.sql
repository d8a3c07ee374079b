with observation as (
    select
        count(*) > 0 as has_participations,
        year({{ indicator_window_start('E1', observed_window_end() ~ ' + 1') }}) as first_year,
        year({{ observed_window_end() }}) as last_year,
        coalesce(bool_or(is_demo), false) as is_demo
    from {{ ref('fct_participation') }}
),

-- A code keeps its territory through the versions it is in.
codes as (
    select
        split_part(region_id, '@', 1) as nuts_code,
        min(cohesion_category) filter (where not starts_with(cohesion_category, 'mixed')) as cohesion_category,
        coalesce(bool_or(is_riv), false) as is_labelled
    from {{ ref('dim_region') }}
    group by all
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
        region_count * (region_count - 1) / 2 as possible_pair_count,
        any_value(known_members.members_in_all) as members_in_all,
        members_in_all * (members_in_all - 1) / 2 as pairs_in_all,
        not any_value(known_members.is_membership_complete) as is_partial,
        any_value(known_members.members_words) as members_words,
        len(any_value(partnerships.theme_terms)) > 0
        and bool_and(observation.has_participations and not observation.is_demo) as is_seen,
        count(codes.cohesion_category) as category_count,
        count(*) filter (where codes.cohesion_category = 'less_developed') as less_developed_count,
        count(*) filter (where codes.is_labelled) as labelled_count,
        case
            when region_count < {{ maturity_parameter('min_known_members') }}
                then {{ sentence('E_few_members', [
                    'region_count', 'cast(' ~ maturity_parameter('min_known_members') ~ ' as integer)'
                ]) }}
            when len(any_value(partnerships.theme_terms)) = 0 then {{ sentence('E_no_theme') }}
            when not bool_or(observation.has_participations) then {{ sentence('E_no_participations') }}
        end as obstacle
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join observation
    inner join {{ ref('int_partnerships__members') }} as known_members
        on partnerships.partnership_id = known_members.partnership_id
    left join {{ ref('int_memberships__current') }} as memberships
        on partnerships.partnership_id = memberships.partnership_id
    left join codes on memberships.nuts_code = codes.nuts_code
    group by all
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
        joint_totals.mean_member_count,
        joint_totals.newest_date,
        joint_totals.mean_helix_count,
        {% for total in ['project_count', 'pair_count', 'other_count', 'helix_member_count'] %}
            coalesce({{ total }}, 0) as {{ total }},
        {% endfor %}
        bool_or(observable.is_partial) over () as has_partial_others,
        {{ maturity_parameter('min_known_members') }} as min_known_members,
        {{ maturity_parameter('min_known_share') }} as min_known_share
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

{#- Indicator, value, number of inputs, numbers of the sentence; then the value at worst and at best where the list of
    members is partial (more members add joint projects, pairs and links; means and shares go either way), and the least
    that it can ever be. -#}
{%- set indicators = [
    ('E1', '10 * project_count / region_count', 'project_count', ['project_count', 'region_count'],
     '10 * project_count / members_in_all', 'null', 0),
    ('E2', 'mean_member_count', 'project_count', ['project_count'],
     'null', 'null', parameter('joint_project_min_member_regions')),
    ('E4', 'pair_count / possible_pair_count', 'pair_count', ['pair_count', 'cast(possible_pair_count as bigint)'],
     'pair_count / pairs_in_all', '1 - (possible_pair_count - pair_count) / pairs_in_all', 0),
    ('E5', 'cast(other_count as double)', 'project_count', ['other_count'], 'other_count', 'null', 0),
    ('E6', 'mean_helix_count', 'helix_member_count', ['helix_member_count'],
     '1 + helix_member_count * (mean_helix_count - 1) / members_in_all', 'null', 1),
    ('E3', 'less_developed_count / nullif(category_count, 0)', 'category_count',
     ['less_developed_count', 'category_count', 'member_count'],
     'less_developed_count / (category_count + members_in_all - region_count)',
     '1 - (category_count - less_developed_count) / (category_count + members_in_all - region_count)', 0),
    ('E7', 'labelled_count / nullif(region_count, 0)', 'region_count',
     ['labelled_count', 'region_count', 'member_count'],
     'labelled_count / members_in_all', '1 - (region_count - labelled_count) / members_in_all', 0),
] %}

{% for indicator, value, input_count, numbers, worst, best, least in indicators %}
    {%- set is_of_projects = indicator not in ['E3', 'E7'] %}
    {#- Links go to members of other partnerships, whose lists may be partial where one's own is whole. -#}
    {%- set is_open = 'is_partial' if not is_of_projects
        else 'is_seen and (is_partial or has_partial_others and project_count > 0)' if indicator == 'E5'
        else 'is_seen and is_partial' %}
    select
        partnership_id,
        '{{ indicator }}' as indicator_id,
        theme_level_id,
        case
            when {{ 'obstacle is null' if is_of_projects
                else 'member_count >= min_known_members and ' ~ input_count ~ ' / member_count >= min_known_share' }}
                then {{ value }}
        end as value,
        case
            when {{ is_open }} and (value is not null or {{ worst }} > {{ least }})
                then coalesce({{ worst }}, {{ least }})
        end as bound_value,
        case when {{ is_open }} then {{ best }} end as bound_best,
        case
            when is_partial and {{ is_open }} then {{ sentence('E_missing_members', ['members_words']) }}
            when {{ is_open }} then {{ sentence('E_members_elsewhere') }}
        end as missing_fact,
        {{ input_count }} as input_count,
        {{ 'newest_date' if is_of_projects else 'cast(null as date)' }} as newest_date,
        {%- set seen = ['first_year', 'last_year'] if is_of_projects else [] %}
        coalesce({{ 'obstacle' if is_of_projects else 'null' }}, {{ sentence(indicator, numbers + seen) }}) as basis,
        {{ 'is_demo' if is_of_projects else 'false' }} as is_demo
    from measured
    {{ "union all" if not loop.last }}
{% endfor %}

-- A figure and what it is said to be a part of are counted over the same rows. An organisation has a row under the
-- first of its PICs in each figure, so its rows cannot be compared: its numbers are. Shares are those of the two counts
-- beside them, or counted again over one set: members by their rows, pairs of members by the projects they are in.
{%- set shares = [
    ('fct_observed_year', 'observed_share', 'with_participations_count', 'project_count'),
    ('fct_field_coverage', 'filled_share', 'filled_count', 'row_count'),
    ('fct_region_engagement', 'joint_project_share', 'joint_project_count', 'theme_project_count'),
    ('fct_partnership_engagement', 'active_member_share', 'active_member_count', 'observable_member_count'),
    ('fct_maturity_score', 'coverage_share', 'indicator_with_value_count', 'indicator_count'),
] %}
with figures as (
    select
        figures.figure_id,
        figures.population_id,
        figures.row_key_meaning
    from {{ ref('headline_figures') }} as figures
    inner join {{ ref('headline_figures') }} as populations
        on
            figures.population_id = populations.figure_id
            and figures.row_key_meaning = populations.row_key_meaning
    where figures.row_key_meaning != 'PIC'
),

within_population as (
    select
        figures.figure_id,
        population_rows.row_key
    from figures
    inner join {{ ref('fct_headline_row') }} as population_rows
        on figures.population_id = population_rows.figure_id and population_rows.subject_id = 'all'
),

members as (
    select
        members.partnership_id,
        members.member_id,
        coalesce(list(parts.project_id) filter (where parts.project_id is not null), []) as project_ids
    from {{ ref('fct_region_engagement') }} as members
    left join {{ ref('bridge_joint_participation') }} as parts
        on members.partnership_id = parts.partnership_id and members.member_id = parts.member_id
    where members.joint_project_count is not null
    group by all
),

recounted as (
    select
        ours.partnership_id,
        avg(cast(len(ours.project_ids) > 0 as integer)) as active_member_share,
        avg(cast(list_has_any(ours.project_ids, theirs.project_ids) as integer)) as pair_density_share
    from members as ours
    inner join members as theirs on ours.partnership_id = theirs.partnership_id and ours.member_id != theirs.member_id
    group by all
)

select
    headline_rows.figure_id,
    headline_rows.subject_id,
    headline_rows.row_key
from {{ ref('fct_headline_row') }} as headline_rows
inner join figures on headline_rows.figure_id = figures.figure_id
anti join within_population
    on
        headline_rows.figure_id = within_population.figure_id
        and headline_rows.row_key = within_population.row_key
union all
select
    figure_id,
    subject_id,
    population_name as row_key
from {{ ref('fct_headline') }}
where figure_value is not null and (population is null or figure_value > population)
{% for table, share, part, whole in shares %}
    union all
    select
        '{{ table }}' as figure_id,
        '{{ share }}' as subject_id,
        concat_ws(' of ', {{ part }}, {{ whole }}) as row_key
    from {{ ref(table) }}
    where {{ part }} > {{ whole }} or {{ share }} is distinct from {{ part }} / nullif({{ whole }}, 0)
{% endfor %}
union all
select
    'fct_partnership_engagement' as figure_id,
    stated.partnership_id as subject_id,
    concat_ws(', ', recounted.active_member_share, recounted.pair_density_share) as row_key
from {{ ref('fct_partnership_engagement') }} as stated
left join recounted on stated.partnership_id = recounted.partnership_id
where
    abs(coalesce(stated.active_member_share, -1) - coalesce(recounted.active_member_share, -1)) > 1e-9
    or abs(coalesce(stated.pair_density_share, -1) - coalesce(recounted.pair_density_share, -1)) > 1e-9

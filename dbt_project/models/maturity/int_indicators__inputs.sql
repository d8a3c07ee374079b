{#- Input, relation, and the columns that an indicator reads of a row; where it stands in a workbook, and
    when it was stated, is not content. -#}
{%- set workbook = 'stg_registry__workbook_' -%}
{%- set inputs = [
    ('documents', workbook ~ 'documents',
     'document_title, document_date, scope_date, answers_why, answers_what, answers_how'),
    ('niches', workbook ~ 'niches', 'niche'),
    ('surveys', workbook ~ 'surveys',
     "survey, asked_on, region, has_answered, 'niche', niche, interest, 'expertise', expertise"),
    ('members', 'int_memberships__keyed', "member_id, role, nuts_code, 'from', valid_from, 'to', valid_to"),
    ('member_traits', workbook ~ 'members',
     "region_name, nuts_code, 'mandate', has_mandate, 'signature', has_signed_mou, array_to_string(helices, ';')"),
    ('management', workbook ~ 'management_capacities', 'half_year, management_fte'),
    ('working_groups', workbook ~ 'working_groups', "working_group, 'from', started_on, 'to', ended_on"),
    ('events', workbook ~ 'events',
     "event_id, event_date, event_kind, 'format', event_format, 'group', working_group, "
     "array_to_string(other_partnerships, ';')"),
    ('attendance', workbook ~ 'attendances', 'event_id, region'),
    ('reports', workbook ~ 'reports', "half_year, 'due', due_on, 'delivered', delivered_on"),
] -%}

with traits_of_codes as (
    select distinct
        split_part(region_id, '@', 1) as nuts_code,
        cohesion_category as trait
    from {{ ref('dim_region') }}
    where cohesion_category is not null
    union all
    select distinct
        split_part(region_id, '@', 1) as nuts_code,
        'label' as trait
    from {{ ref('dim_region') }}
    where is_riv
),

-- All windows of joint projects are one and the same: E1's stands for them.
dated_participations as (
    select
        joint_participations.partnership_id,
        joint_participations.project_id,
        joint_participations.member_id,
        joint_participations.participation_id,
        joint_participations.organisation_id,
        organisations.helix,
        coalesce({{ is_in_observed_window('projects.project_year', 'E1') }}, false) as is_in_window
    from {{ ref('int_joint_projects__participations') }} as joint_participations
    inner join {{ ref('int_projects__spine') }} as projects
        on joint_participations.project_id = projects.project_id
    left join {{ ref('dim_organisation') }} as organisations
        on joint_participations.organisation_id = organisations.organisation_id
    where not joint_participations.is_demo
),

turning_days as (
    select
        partnership_id,
        list_filter(
            list_concat(list(valid_from_date), list(cast(valid_to_date + 1 as date))),
            lambda x: x is not null
        ) as turning_dates
    from {{ ref('int_memberships__keyed') }}
    group by all
),

contents as (
    {% for input, relation, columns in inputs %}
        select
            partnership_id,
            '{{ input }}' as input_id,
            concat_ws('|', {{ columns }}) as content,
            cast(null as varchar) as link,
            true as is_in_window
        from {{ ref(relation) }}
        union all
    {% endfor %}
    select
        partnership_id,
        case evidence when 'declared' then 'acts' else 'public_acts' end as input_id,
        case evidence
            when 'declared' then act_id else concat_ws('|', act_kind, act_name, act_from, act_to, member_id)
        end as content,
        null as link,
        true as is_in_window
    from {{ ref('fct_act') }}
    where
        partnership_id is not null
        and (evidence != 'declared' or member_id is not null)
        and act_kind != 'report delivered'
    union all
    select
        partnership_id,
        'joint_projects' as input_id,
        concat_ws('|', project_id, member_id) as content,
        null as link,
        is_in_window
    from dated_participations
    union all
    select
        partnership_id,
        'joint_organisations' as input_id,
        concat_ws('|', project_id, member_id, helix) as content,
        concat_ws('|', participation_id, organisation_id) as link,
        is_in_window
    from dated_participations
    union all
    select
        memberships.partnership_id,
        'region_traits' as input_id,
        concat_ws('|', memberships.nuts_code, traits_of_codes.trait) as content,
        null as link,
        true as is_in_window
    from {{ ref('int_memberships__keyed') }} as memberships
    inner join traits_of_codes on memberships.nuts_code = traits_of_codes.nuts_code
),

marked as (
    select
        contents.partnership_id,
        indicator_inputs.indicator_id,
        list_sort(
            coalesce(
                list(distinct {{ content_mark('contents.content') }}) filter (where contents.is_in_window), []
            )
        ) as row_marks,
        list_sort(
            coalesce(
                list(distinct {{ content_mark('contents.link') }})
                filter (where contents.link is not null and contents.is_in_window),
                []
            )
        ) as link_marks,
        list_sort(list(distinct {{ content_mark('contents.content') }})) as standing_marks,
        bool_or(contents.input_id in ('members', 'member_traits')) as rests_on_members
    from contents
    inner join {{ ref('maturity_indicator_inputs') }} as indicator_inputs
        on contents.input_id = indicator_inputs.input_id
    group by contents.partnership_id, indicator_inputs.indicator_id
)

select
    marked.partnership_id,
    marked.indicator_id,
    marked.row_marks,
    marked.link_marks,
    marked.standing_marks,
    case when marked.rests_on_members then coalesce(turning_days.turning_dates, []) else [] end
        as turning_dates
from marked
left join turning_days on marked.partnership_id = turning_days.partnership_id

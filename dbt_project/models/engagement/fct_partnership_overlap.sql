with shared_things as (
    select
        'region' as thing_kind,
        partnership_id,
        nuts_code as thing_id
    from {{ member_regions() }}
    union all
    select distinct
        'organisation' as thing_kind,
        partnership_id,
        organisation_id as thing_id
    from {{ ref('int_joint_projects__participations') }}
    union all
    select
        'project' as thing_kind,
        themes.partnership_id,
        themes.project_id as thing_id
    from {{ ref('stg_enrich__project_themes') }} as themes
    semi join {{ ref('int_projects__spine') }} as projects on themes.project_id = projects.project_id
    where themes.is_theme_match
    union all
    select
        'topic' as thing_kind,
        partnership_id,
        topic_id as thing_id
    from {{ ref('fct_match') }}
    where is_theme_match and topic_status in ('open', 'forthcoming')
),

counted as (
    select
        thing_kind,
        partnership_id,
        count(*) as thing_count
    from shared_things
    group by all
),

partnership_pairs as (
    select
        ours.partnership_id as partnership_a,
        theirs.partnership_id as partnership_b
    from {{ ref('int_partnerships__overlaid') }} as ours
    inner join {{ ref('int_partnerships__overlaid') }} as theirs on ours.partnership_id < theirs.partnership_id
    where not ours.is_placeholder and not theirs.is_placeholder
),

shared as (
    select
        ours.thing_kind,
        ours.partnership_id as partnership_a,
        theirs.partnership_id as partnership_b,
        count(*) as shared_count
    from shared_things as ours
    inner join shared_things as theirs
        on
            ours.thing_kind = theirs.thing_kind
            and ours.thing_id = theirs.thing_id
            and ours.partnership_id < theirs.partnership_id
    group by all
),

-- Of all that either has, the share that both have: a large partnership does not overlap with everybody for its size.
measured as (
    select
        partnership_pairs.partnership_a,
        partnership_pairs.partnership_b,
        ours.thing_kind,
        coalesce(shared.shared_count, 0) as shared_count,
        coalesce(shared.shared_count, 0)
        / (ours.thing_count + theirs.thing_count - coalesce(shared.shared_count, 0)) as shared_share
    from partnership_pairs
    inner join counted as ours on partnership_pairs.partnership_a = ours.partnership_id
    inner join counted as theirs
        on partnership_pairs.partnership_b = theirs.partnership_id and ours.thing_kind = theirs.thing_kind
    left join shared
        on
            partnership_pairs.partnership_a = shared.partnership_a
            and partnership_pairs.partnership_b = shared.partnership_b
            and ours.thing_kind = shared.thing_kind
),

judged as (
    select
        *,
        shared_count > 1 and percent_rank() over (partition by thing_kind order by shared_share)
        >= {{ parameter('overlap_reason_rank') }} as is_reason
    from measured
)

-- What a partnership without a known member region shares is not known; themes are known of all.
select
    partnership_pairs.partnership_a,
    partnership_pairs.partnership_b,
    {% for kind in ['region', 'organisation', 'project', 'topic'] -%}
        case
            when {{ 'true' if kind in ['project', 'topic'] else "bool_or(judged.thing_kind = 'region')" }}
                then coalesce(max(judged.shared_count) filter (where judged.thing_kind = '{{ kind }}'), 0)
        end as shared_{{ kind }}_count,
        max(judged.shared_share) filter (where judged.thing_kind = '{{ kind }}') as shared_{{ kind }}_share,
    {% endfor -%}
    list_sort(coalesce(list(judged.thing_kind) filter (where judged.is_reason), [])) as join_forces_reasons,
    count(*) filter (where judged.is_reason) >= {{ parameter('overlap_join_forces_reasons') }} as is_join_forces,
    {{ participations_observed_to() }} as observed_to
from partnership_pairs
left join judged
    on
        partnership_pairs.partnership_a = judged.partnership_a
        and partnership_pairs.partnership_b = judged.partnership_b
group by all
